/** Fails a test that wrote to the console without saying so: a library that prints is a library that surprises. */
import { afterEach, beforeEach, expect, type MockInstance, vi } from "vitest";

const methods = ["log", "info", "warn", "error", "debug"] as const;
let spies: MockInstance[] = [];

beforeEach(() => {
  spies = methods.map((method) => vi.spyOn(console, method));
});

afterEach(() => {
  const printed = spies.flatMap((spy) => spy.mock.calls.map((call) => call.join(" ")));
  for (const spy of spies) spy.mockRestore();
  expect(printed, "unexpected console output").toEqual([]);
});
