/**
 * The `fetch` that the hub's client is given. The hub answers a request for a large file with a redirect to another
 * host, and says only there, in headers, what the file is; a fetch that follows redirects by itself loses them.
 */
import { webFetch } from "@tresnet/files";
import { type HubFile, refusal, unreachable } from "./hub-error.ts";

/** What a request to the hub needs besides its address. */
export interface HubFetchOptions {
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly wanted: HubFile;
  readonly signal?: AbortSignal | undefined;
  /** How long the hub may take to answer. */
  readonly timeoutMs?: number;
}

/** What the hub says about a file besides its bytes. */
const kept = ["x-repo-commit", "x-linked-etag", "x-linked-size"];
const redirects = [301, 302, 303, 307, 308];
const mostRedirects = 10;

/**
 * A fetch that carries the hub's own headers over redirects, and the user's token to the hub alone.
 * @throws HubError when the answer is an error; the signal's reason when aborted.
 */
export async function hubFetch(
  input: string | URL,
  init: { readonly headers?: ConstructorParameters<typeof Headers>[0] },
  options: HubFetchOptions,
): Promise<Response> {
  const { endpoint, token, wanted } = options;
  let url = new URL(input);
  const notes = new Map<string, string>();
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const headers = new Headers(init.headers);
    if (token !== undefined && url.origin === new URL(endpoint).origin) headers.set("authorization", `Bearer ${token}`);
    const response = await request(url, headers, options);
    for (const name of kept) {
      const value = response.headers.get(name);
      if (value !== null && !notes.has(name)) notes.set(name, value);
    }
    const location = response.headers.get("location");
    if (redirects.includes(response.status) && location !== null) {
      await response.body?.cancel();
      url = new URL(location, url);
      continue;
    }
    if (response.ok) return withNotes(response, notes);
    await response.body?.cancel();
    throw refusal(response.status, response.headers.get("x-error-code"), endpoint, wanted);
  }
  throw refusal(310, "too many redirects", endpoint, wanted);
}

async function request(url: URL, headers: Headers, { endpoint, wanted, signal, timeoutMs }: HubFetchOptions) {
  const limits = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
  try {
    return await webFetch(url, {
      headers,
      redirect: "manual",
      signal: AbortSignal.any(limits.filter((limit) => limit !== undefined)),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreachable(endpoint, wanted, cause);
  }
}

function withNotes({ body, status, headers }: Response, notes: ReadonlyMap<string, string>): Response {
  const all = new Headers(headers);
  for (const [name, value] of notes) all.set(name, value);
  return new Response(body, { status, headers: all });
}
