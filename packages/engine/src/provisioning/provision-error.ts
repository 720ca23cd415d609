/** The error of everything that finds, fetches and checks files on the user's machine. */

/** What went wrong, for a caller that wants to act on it and not only print it. */
export type ProvisionErrorCode =
  | "no-installer"
  | "installer-failed"
  | "offline"
  | "not-on-index"
  | "hash-mismatch"
  | "broken-wheel"
  | "disk-full"
  | "cache-unwritable"
  | "unsupported-platform"
  | "bad-override"
  | "broken-library"
  | "no-gpu";

/** TensorFlow's library or a data set could not be found or fetched; the message says what to do. */
export class ProvisionError extends Error {
  readonly code: ProvisionErrorCode;

  constructor(code: ProvisionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ProvisionError";
    this.code = code;
  }
}
