/** Watches what a function must leave alone of the process that it is called in. */
import { expect, vi } from "vitest";

const watched = ["SIGINT", "SIGTERM", "SIGHUP", "exit", "beforeExit", "uncaughtException", "unhandledRejection"];

/**
 * Runs work, and expects that it printed nothing and left folder, exit code and listeners of the process as they were.
 */
export async function quietly<Result>(work: () => Promise<Result>): Promise<Result> {
  const spies = [
    ...(["stdout", "stderr"] as const).map((name) => vi.spyOn(process[name], "write")),
    ...(["log", "info", "warn", "error"] as const).map((name) => vi.spyOn(console, name)),
    vi.spyOn(process, "on"),
    vi.spyOn(process, "chdir"),
  ];
  const before = state();
  try {
    return await work();
  } finally {
    const calls = spies.map((spy) => spy.mock.calls);
    for (const spy of spies) spy.mockRestore();
    expect(calls.flat()).toEqual([]);
    expect(state()).toEqual(before);
  }
}

function state() {
  const listeners = Object.fromEntries(watched.map((name) => [name, process.listenerCount(name)]));
  return { listeners, exitCode: process.exitCode, folder: process.cwd() };
}
