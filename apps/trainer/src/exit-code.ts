/** What the shell is told: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
import { InterruptedError, UsageError } from "./errors.ts";

export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** The exit code for what a command threw. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof InterruptedError) return exitCodes.interrupted;
  return exitCodes.failed;
}
