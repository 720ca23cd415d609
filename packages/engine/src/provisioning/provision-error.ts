/** The error of everything that finds, fetches and checks files on the user's machine. */

/**
 * The kind of a `ProvisionError`, for a caller that wants to act on it and not only print it.
 *
 * - `no-installer`: neither uv nor pip is on PATH.
 * - `installer-failed`: uv or pip failed for a reason that its output alone tells.
 * - `offline`: uv or pip could not reach its package index.
 * - `not-on-index`: the package index does not offer the wheel.
 * - `hash-mismatch`: the index sent another file than the pinned one.
 * - `broken-wheel`: the wheel, or a file in it, is not what it should be.
 * - `disk-full`, `cache-unwritable`: the cache folder can't take the files.
 * - `unsupported-platform`: TensorFlow is not built for this machine.
 * - `bad-override`: TRESNET_TENSORFLOW_DIR names a folder without the library.
 * - `broken-library`: a file of the library is cut off, no library, or built for another processor.
 * - `no-gpu`: a GPU was asked for, and there is none, or TensorFlow has no GPU build for the platform.
 */
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

/** Thrown when TensorFlow's library or a wheel can't be found or fetched; the message says what to do. */
export class ProvisionError extends Error {
  /** The kind of failure. */
  readonly code: ProvisionErrorCode;

  /** Takes the kind of failure, the message and, in `options`, the error that caused this one. */
  constructor(code: ProvisionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ProvisionError";
    this.code = code;
  }
}
