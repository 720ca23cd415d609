/** The two endings of a command that are not failures of the work itself. */

/** Something was asked for that can't be: the message names the option, what was expected and what came. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The work was stopped by Ctrl-C or by the caller's signal; the message says what was saved. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
  /** The folder of the run that can be resumed; undefined where nothing was saved. */
  readonly run: string | undefined;

  constructor(message: string, { run, ...options }: ErrorOptions & { readonly run?: string } = {}) {
    super(message, options);
    this.run = run;
  }
}
