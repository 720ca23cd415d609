/**
 * The `fetch` that the hub's client uploads with: the user's token goes to the hub alone, redirects included; an answer
 * that is no success, and a broken connection, are told in words.
 */
import { webFetch } from "@tresnet/files";
import { CountingBlob } from "./counting-blob.ts";
import { type Refused, uploadBroken, uploadRefusal } from "./upload-refusal.ts";

/** What requests of one upload share. */
export interface UploadFetchOptions {
  /** The hub, or a mirror. */
  readonly endpoint: string;
  /** The repository that is written to. */
  readonly repository: string;
  /** Is told how many bytes of large files were sent since the last time. */
  readonly onSent?: ((bytes: number) => void) | undefined;
  /** Ends requests. */
  readonly signal?: AbortSignal | undefined;
  /** Answers that the caller understands itself. */
  readonly accepts?: readonly number[] | undefined;
}

/** Redirects that keep the method and what is sent. */
const redirects = [307, 308];
const mostRedirects = 5;

/**
 * Makes such a `fetch`.
 * @throws HubError when the answer is no success, the connection breaks or redirects do not end; the signal's reason.
 */
export function uploadFetch(options: UploadFetchOptions): typeof fetch {
  const origin = new URL(options.endpoint).origin;
  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input);
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      const refused = refusedAt(url, origin, init.method, options);
      const response = await send(url, init, origin, options, refused);
      const location = response.headers.get("location");
      if (redirects.includes(response.status) && location !== null) {
        await response.body?.cancel();
        url = new URL(location, url);
        continue;
      }
      if (response.ok || options.accepts?.includes(response.status)) return response;
      throw uploadRefusal(response.status, await wordsOf(response), refused);
    }
    throw uploadRefusal(310, "too many redirects", refusedAt(url, origin, init.method, options));
  };
}

function refusedAt(
  url: URL,
  origin: string,
  method: string | undefined,
  { repository, endpoint }: UploadFetchOptions,
): Refused {
  const isStorage = url.origin !== origin || method === "PUT";
  return { repository, endpoint, from: isStorage ? "storage" : "hub", isCommit: url.pathname.includes("/commit/") };
}

async function send(
  url: URL,
  { method, headers: given, body, signal: ending }: RequestInit,
  origin: string,
  { onSent, signal }: UploadFetchOptions,
  refused: Refused,
): Promise<Response> {
  const headers = new Headers(given);
  if (url.origin !== origin) headers.delete("authorization");
  const counted = body instanceof Blob ? new CountingBlob(body, (bytes) => onSent?.(bytes)) : body;
  // A commit that is under way is waited for: broken off, nobody would know whether it was made.
  const signals = refused.isCommit ? [] : [signal, ending].filter((one) => one !== undefined && one !== null);
  try {
    return await webFetch(url, {
      method,
      headers,
      redirect: "manual",
      signal: AbortSignal.any(signals),
      ...((typeof counted === "string" || counted instanceof Blob) && { body: counted }),
    });
  } catch (cause) {
    for (const one of signals) one.throwIfAborted();
    throw uploadBroken(refused, cause);
  }
}

/** What a server says of an error, on one line. */
async function wordsOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => "");
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === "object" && json !== null && "error" in json && typeof json.error === "string") {
      return json.error.replaceAll(/\s+/g, " ").trim();
    }
  } catch {
    // A page for people, of a proxy or of the storage, says nothing here.
  }
  return response.headers.get("x-error-message")?.trim() ?? "";
}
