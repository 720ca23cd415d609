/** The two endings of a command that are not failures of the work itself. */

/** Something was asked for that can't be: the message names the option, what was expected and what came. */
export class UsageError extends Error {
  /** The name of the class, which tells the error from others where `instanceof` can not. */
  override readonly name = "UsageError";
}

/** The work was stopped by Ctrl-C or by the caller's signal; the message says what was saved. */
export class InterruptedError extends Error {
  /** The name of the class, which tells the error from others where `instanceof` can not. */
  override readonly name = "InterruptedError";
  /** The folder of the run that can be resumed; undefined where nothing was saved. */
  readonly run: string | undefined;

  constructor(message: string, { run, ...options }: ErrorOptions & { readonly run?: string } = {}) {
    super(message, options);
    this.run = run;
  }
}
