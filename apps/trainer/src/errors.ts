/** The two endings of a command that are not failures of the work itself. */

/** The user asked for something that cannot be: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The user stopped the command: exit code 130. `message` says what was saved. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}
