/** Asks the hub what a file is, before any of it is fetched. */
import { fileDownloadInfo } from "@huggingface/hub";
import { HubError, type HubFile } from "./hub-error.ts";
import { hubFetch } from "./hub-fetch.ts";
import type { HubSettings } from "./hub-settings.ts";

/** One version of a file. */
export interface RemoteFile {
  /** The repository's commit that the revision stands for. */
  readonly commit: string;
  /** What the file is called in the cache: the SHA-256 of a large file. */
  readonly etag: string;
  /** The file's size. */
  readonly bytes: number;
  /** Where its bytes are fetched from. */
  readonly url: string;
}

/** How long Python's huggingface_hub waits. */
const timeoutMs = 10_000;

/**
 * Asks the hub for the newest version of a file.
 * @throws HubError when the hub refuses, can't be reached, or does not say what it has to.
 */
export async function describeFile(
  wanted: HubFile,
  { endpoint, token }: HubSettings,
  signal: AbortSignal | undefined,
): Promise<RemoteFile> {
  let commit: string | null = null;
  const ask = async (input: string | URL | Request, init: RequestInit = {}) => {
    const url = input instanceof Request ? input.url : input;
    const options = { endpoint, token, wanted, signal, timeoutMs };
    const { headers, body } = await hubFetch(url, init.headers ? { headers: init.headers } : {}, options);
    await body?.cancel(); // it asks for one byte, and wants none
    commit = headers.get("x-repo-commit");
    return new Response(null, { headers: withRange(headers) });
  };
  const { repository, file, revision = "main" } = wanted;
  const info = await fileDownloadInfo({
    repo: { type: "model", name: repository },
    path: file,
    revision,
    hubUrl: endpoint,
    fetch: ask,
  }).catch((cause: unknown) => {
    if (cause instanceof HubError || signal?.aborted) throw cause;
    throw strange(wanted, endpoint, cause instanceof Error ? cause.message : String(cause));
  });
  const etag = info?.etag.replace(/^W\//, "").replaceAll('"', "");
  // Both become names of files.
  if (info === null || etag === undefined || !/^[\w-]{8,128}$/.test(etag)) throw strange(wanted, endpoint, "no ETag");
  if (!isCommit(commit)) throw strange(wanted, endpoint, "no X-Repo-Commit");
  return { commit, etag, bytes: info.size, url: info.url };
}

/** A server that ignores ranges still says how long the file is. */
function withRange(headers: Headers): Headers {
  const size = headers.get("x-linked-size") ?? headers.get("content-length");
  if (headers.has("content-range") || size === null) return headers;
  const all = new Headers(headers);
  all.set("content-range", `bytes 0-0/${size}`);
  return all;
}

function isCommit(text: string | null): text is string {
  return text !== null && /^[0-9a-f]{40}$/.test(text);
}

function strange({ repository, file }: HubFile, endpoint: string, what: string): HubError {
  return new HubError(
    "bad-answer",
    `${repository}/${file} from ${endpoint}: expected the hub's answer, got another (${what}). Check HF_ENDPOINT and your proxy, or fetch the file elsewhere and give its path instead of the tag.`,
  );
}
