/** What the hub's answers mean to somebody who gives a model away. */
import { visible } from "@tresnet/checkpoints";
import { HubError } from "@tresnet/zoo";

/** Where an answer came from. */
export interface Refused {
  /** The repository that is written to, such as "ann/solar-cells". */
  readonly repository: string;
  /** The hub, or a mirror. */
  readonly endpoint: string;
  /** The hub itself, or the storage that it sends large files to. */
  readonly from: "hub" | "storage";
  /** Whether the answer is to the commit, which comes last. */
  readonly isCommit: boolean;
}

/** The longest text of a server that a message repeats. */
const longest = 300;

const nothing = "Nothing was committed";

const unknown = "The commit was sent, and whether it was made is not known: it is there as a whole or not at all";

/** What a server says of an error. */
export interface RefusalWords {
  /** Its words, on one line. */
  readonly text: string;
  /** Its header Retry-After: seconds, or a date. */
  readonly retryAfter?: string | null | undefined;
}

/** The error of an answer that is none of success. */
export function uploadRefusal(status: number, { text, retryAfter }: RefusalWords, refused: Refused): HubError {
  const { repository, endpoint, from, isCommit } = refused;
  const where = from === "hub" ? `${repository} on ${endpoint}` : `${repository}: the storage of ${endpoint}`;
  const said = text === "" ? "" : ` (${visible(text, longest)})`;
  const error = (code: HubError["code"], reason: string, advice: string) =>
    new HubError(
      code,
      `${where}: expected it to take the files, got ${status}${said}: ${reason}. ${nothing}. ${advice}`,
    );
  if (isCommit && status >= 500) {
    return new HubError(
      "commit-unknown",
      `${where}: expected the name of a commit, got ${status}${said}. ${unknown}. Look at the repository's page, or run again.`,
    );
  }
  if (from === "storage") {
    const advice = "Run again: what arrived whole is not sent twice.";
    return error("unreachable", "it did not take a file", advice);
  }
  switch (status) {
    case 401:
      return error("unauthorized", "it does not know the token", "Set HF_TOKEN to a token of yours with write access.");
    case 403:
      return error(
        "forbidden",
        "the token may not write there",
        `Give it write access to ${repository}, or push to a repository of yours.`,
      );
    case 404:
      return error(
        "not-found",
        "there is no such repository, or the token may not see it",
        "Make it with --create, or check the name.",
      );
    case 409:
    case 412:
      return error("conflict", "somebody else wrote to it meanwhile", "Run again.");
    case 413:
      return error("bad-answer", "the files are too large for it", "Push with --half, or without ONNX.");
    case 429:
      return error(
        "rate-limited",
        "too many requests came from you",
        `Wait ${waitOf(retryAfter)} and run again: what arrived whole is not sent twice.`,
      );
    default:
      return error(status >= 500 ? "unreachable" : "bad-answer", "it does not say why", "Try again later.");
  }
}

/** How long a server wants to be left alone. */
function waitOf(retryAfter: string | null | undefined): string {
  const text = retryAfter?.trim() ?? "";
  if (/^\d{1,6}$/.test(text)) return text === "1" ? "a second" : `${Number(text)} seconds`;
  const date = Date.parse(text);
  return Number.isNaN(date) ? "some minutes" : `until ${new Date(date).toISOString()}`;
}

/** The error of a connection that can't be made, or broke. */
export function uploadBroken({ repository, endpoint, from, isCommit }: Refused, cause: unknown): HubError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = inner instanceof Error ? inner.message : String(inner);
  const what = from === "hub" ? endpoint : `the storage of ${endpoint}`;
  const state = isCommit
    ? `${unknown}. Look at the repository's page, or run again`
    : `${nothing}. Check the network (and HTTPS_PROXY, where it has a proxy), and run again: what arrived whole is not sent twice`;
  return new HubError(
    isCommit ? "commit-unknown" : "unreachable",
    `${repository}: expected ${what} to take the files, and the connection broke or was never made (${reason}). ${state}.`,
    { cause },
  );
}
