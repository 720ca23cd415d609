import { expect, test } from "vitest";
import { InterruptedError, UsageError } from "./errors.ts";
import { exitCodeOf } from "./exit-code.ts";

test.each([
  [new UsageError("--lr: expected a number"), 2],
  [new InterruptedError("Stopped."), 130],
  [new Error("disk full"), 1],
  ["thrown text", 1],
])("%o ends with %i", (error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});
