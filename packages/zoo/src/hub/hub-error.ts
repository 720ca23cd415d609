import { diskProblem, errorCode, networkAdvice } from "@tresnet/files";

/** What can go wrong between the Hugging Face hub and the disk, for a caller that wants to act on it. */
export type HubErrorCode =
  | "offline"
  | "unreachable"
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "commit-unknown"
  | "rate-limited"
  | "bad-answer"
  | "hash-mismatch"
  | "disk-full"
  | "cache-unwritable";

/** A file of the hub could not be found or fetched; the message says what to do. */
export class HubError extends Error {
  /** The name of the class, which tells the error from others where `instanceof` can not. */
  override readonly name = "HubError";
  /** The kind of failure, for a caller that wants to act on it. */
  readonly code: HubErrorCode;

  /** Whether the repository is there, and has no such file. */
  readonly isMissingFile: boolean;

  constructor(code: HubErrorCode, message: string, options: ErrorOptions & { readonly isMissingFile?: boolean } = {}) {
    super(message, options);
    this.code = code;
    this.isMissingFile = options.isMissingFile ?? false;
  }
}

/** A file of a repository on the hub. */
export interface HubFile {
  /** Such as "timm/tresnet_m.miil_in1k". */
  readonly repository: string;
  /** Its path in the repository. */
  readonly file: string;
  /** A branch, a tag or a commit. @default "main" */
  readonly revision?: string;
}

const instead = "or fetch the file elsewhere and give its path instead of the tag";

/** What an answer that is no file means; `code` is the hub's own word in the header X-Error-Code. */
export function refusal(
  status: number,
  code: string | null,
  endpoint: string,
  { repository, file }: HubFile,
): HubError {
  const from = `${repository}/${file} from ${endpoint}`;
  if (status === 403 && code === "GatedRepo") {
    return new HubError(
      "forbidden",
      `${from}: the repository is gated (403). Ask for access on its page, set HF_TOKEN to a token of yours, and run again.`,
    );
  }
  switch (status) {
    case 401:
      return new HubError(
        "unauthorized",
        `${from}: expected the file, got 401${said(code)}: there is no such repository, or it wants a token. Check the name, set HF_TOKEN to a valid token or unset it, ${instead}.`,
      );
    case 403:
      return new HubError(
        "forbidden",
        `${from}: expected the file, got 403${said(code)}: something on the way forbids it. Check your proxy, set HF_ENDPOINT to a mirror that you may use, ${instead}.`,
      );
    case 404:
      return new HubError(
        "not-found",
        `${from}: expected the file, got 404${said(code)}. Check the names and HF_ENDPOINT, ${instead}.`,
        { isMissingFile: code === "EntryNotFound" },
      );
    default:
      return new HubError(
        status >= 500 || status === 429 ? "unreachable" : "bad-answer",
        `${from}: expected the file, got ${status}${said(code)}. Try again later, ${instead}.`,
      );
  }
}

function said(code: string | null): string {
  return code === null ? "" : ` (${code})`;
}

/** The hub did not answer. */
export function unreachable(endpoint: string, { repository, file }: HubFile, cause: unknown): HubError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = inner instanceof Error ? inner.message : String(inner);
  return new HubError(
    "unreachable",
    `${repository}/${file} from ${endpoint}: expected the file, and the hub can't be reached (${reason}). ${networkAdvice(reason)}, set HF_ENDPOINT to a mirror, ${instead}.`,
    { cause },
  );
}

/** A full or forbidden disk as a HubError; every other error as it is. */
export function explainDiskError(error: unknown, folder: string): unknown {
  const problem = diskProblem(error);
  if (problem === "full") {
    return new HubError(
      "disk-full",
      `${folder}: expected room to write, and the disk is full. Free some space, or set HF_HOME to a folder on a larger disk, and run again.`,
      { cause: error },
    );
  }
  if (problem === "unwritable") {
    return new HubError(
      "cache-unwritable",
      `${folder}: expected a folder that can be written, and it can't (${errorCode(error)}). Correct its permissions, or set HF_HOME to a folder of yours, and run again.`,
      { cause: error },
    );
  }
  return error;
}
