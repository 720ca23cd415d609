/**
 * The `fetch` that the hub's client uploads with: the user's token goes to the hub alone, redirects included; an answer
 * that is no success, and a broken connection, are told in words.
 */
import { webFetch } from "@tresnet/files";
import { CountingBlob } from "./counting-blob.ts";
import { Silence, silenceMs, type UploadLimits } from "./silence.ts";
import { type RefusalWords, type Refused, uploadBroken, uploadRefusal } from "./upload-refusal.ts";

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
  /** How long is waited for a server that says nothing. @default `silenceMs` */
  readonly limits?: UploadLimits | undefined;
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
        url = new URL(location, url);
        continue;
      }
      if (response.ok || options.accepts?.includes(response.status)) return response;
      throw uploadRefusal(response.status, await wordsOf(response), refused);
    }
    throw uploadRefusal(310, { text: "too many redirects" }, refusedAt(url, origin, init.method, options));
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

/** Sends a request, and reads all of the answer: a server that goes silent in between is waited for no longer. */
async function send(
  url: URL,
  { method, headers: given, body, signal: ending }: RequestInit,
  origin: string,
  { onSent, signal, limits = silenceMs }: UploadFetchOptions,
  refused: Refused,
): Promise<Response> {
  const headers = new Headers(given);
  if (url.origin !== origin) headers.delete("authorization");
  const silence = new Silence(refused.isCommit ? limits.commit : limits.request);
  const count = (bytes: number) => {
    silence.heard();
    onSent?.(bytes);
  };
  const counted = body instanceof Blob ? new CountingBlob(body, count) : body;
  // A commit that is under way is waited for: broken off, nobody would know whether it was made.
  const signals = refused.isCommit ? [] : [signal, ending].filter((one) => one !== undefined && one !== null);
  try {
    const response = await webFetch(url, {
      method,
      headers,
      redirect: "manual",
      signal: AbortSignal.any([...signals, silence.signal]),
      ...((typeof counted === "string" || counted instanceof Blob) && { body: counted }),
    });
    return await wholeAnswer(response, silence);
  } catch (cause) {
    for (const one of signals) one.throwIfAborted();
    throw uploadBroken(refused, silence.signal.aborted ? silence.signal.reason : cause);
  } finally {
    silence.end();
  }
}

/** Answers are some lines; a list of a repository's files is the longest. */
const mostBytes = 2 ** 26;

async function wholeAnswer({ body, status, statusText, headers }: Response, silence: Silence): Promise<Response> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const piece of body ?? []) {
    silence.heard();
    length += piece.byteLength;
    if (length > mostBytes) throw new Error(`an answer of more than ${mostBytes} bytes`);
    pieces.push(piece);
  }
  return new Response(length === 0 ? null : new Blob(pieces), { status, statusText, headers });
}

/** What a server says of an error. */
async function wordsOf(response: Response): Promise<RefusalWords> {
  return { text: await textOf(response), retryAfter: response.headers.get("retry-after") };
}

async function textOf(response: Response): Promise<string> {
  const text = await response.text();
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
