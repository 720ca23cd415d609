/** A fetch that goes through the proxy that the user's environment names, which Node's own does from version 24 on. */
import type { EnvHttpProxyAgent } from "undici";

/** A request: what `fetch` takes, as far as it is needed. */
export interface WebRequest {
  /** The request's method. @default "GET" */
  readonly method?: string | undefined;
  /** What is sent. @default nothing */
  readonly body?: string | Blob | undefined;
  /** The request's headers. */
  readonly headers?: ConstructorParameters<typeof Headers>[0];
  /** Whether redirects are followed, or handed to the caller. @default "follow" */
  readonly redirect?: "follow" | "manual" | undefined;
  /** Ends the request and its answer. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fetches an address as `fetch` does: by `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY` (or in small letters) where these
 * name a proxy and `NO_PROXY` does not except the host.
 * @throws what `fetch` throws; Error naming the variable when it names no HTTP proxy.
 */
export async function webFetch(
  url: string | URL,
  { method = "GET", body, headers, redirect = "follow", signal }: WebRequest = {},
): Promise<Response> {
  const sent = body === undefined ? {} : { body };
  const request = { method, ...sent, headers: [...new Headers(headers)], redirect, ...(signal && { signal }) };
  const proxies = proxiesOf(process.env);
  if (proxies === undefined) return fetch(url, request);
  const undici = await import("undici");
  const dispatcher = await agentFor(proxies);
  const response = await undici.fetch(url, { ...request, headers: new undici.Headers(request.headers), dispatcher });
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers: [...response.headers] });
}

/** What the environment says of proxies. */
export interface Proxies {
  /** The proxy of https addresses; "" for none. */
  readonly httpsProxy: string;
  /** The proxy of http addresses; "" for none. */
  readonly httpProxy: string;
  /** The hosts that are reached without, with commas between. */
  readonly noProxy: string;
}

/**
 * Reads the proxies of an environment; undefined where it names none.
 * @throws Error naming the variable whose value is no address of an HTTP proxy.
 */
export function proxiesOf(env: NodeJS.ProcessEnv): Proxies | undefined {
  const httpsProxy = proxyIn(env, ["HTTPS_PROXY", "ALL_PROXY"]);
  const httpProxy = proxyIn(env, ["HTTP_PROXY", "ALL_PROXY"]);
  if (httpsProxy === "" && httpProxy === "") return undefined;
  return { httpsProxy, httpProxy, noProxy: env.no_proxy || env.NO_PROXY || "" };
}

function proxyIn(env: NodeJS.ProcessEnv, names: readonly string[]): string {
  for (const name of names.flatMap((one) => [one.toLowerCase(), one])) {
    const value = env[name]?.trim();
    if (!value) continue;
    const address = value.includes("://") ? value : `http://${value}`; // as curl takes it
    const protocol = URL.canParse(address) ? new URL(address).protocol : "";
    if (protocol === "http:" || protocol === "https:") return address;
    // A proxy's address may hold a password: it is not repeated.
    throw new Error(
      `${name}: expected the address of an HTTP proxy such as http://proxy.example.com:3128, got ${protocol === "" ? "no address" : `one of ${protocol}//`}. Set it to such a proxy, or unset it.`,
    );
  }
  return "";
}

/** The connections through each set of proxies; more than one only where the environment changes. */
const agents = new Map<string, EnvHttpProxyAgent>();

async function agentFor(proxies: Proxies): Promise<EnvHttpProxyAgent> {
  const key = JSON.stringify(proxies);
  const found = agents.get(key);
  if (found !== undefined) return found;
  const { EnvHttpProxyAgent } = await import("undici");
  const made = new EnvHttpProxyAgent({ ...proxies, proxyTunnel: false });
  agents.set(key, made);
  return made;
}
