/** Who may ask: pages of this server alone, by a name that is its own, and with its token where others can reach it. */
import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { hostname, networkInterfaces } from "node:os";

/** What a request is checked against. */
export interface Guard {
  /** The secret in the address; undefined where only this machine reaches the server. */
  readonly token: string | undefined;
  /** The names and addresses by which the server may be called, without the port. */
  readonly hosts: ReadonlySet<string>;
}

/** The name of the cookie that carries the token once the address has told it. */
const cookieName = "tresnet_board";

/** Makes the guard of a server that listens on `host`; undefined is this machine alone. */
export function guardOf(host: string | undefined): Guard {
  const loopback = ["127.0.0.1", "localhost", "[::1]"];
  if (host === undefined) return { token: undefined, hosts: new Set(loopback) };
  const addresses = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  const named = addresses.map(({ address, family }) => (family === "IPv6" ? `[${address.split("%")[0]}]` : address));
  const hosts = [...loopback, host, hostname(), ...named].map((name) => name.toLowerCase());
  return { token: randomBytes(24).toString("base64url"), hosts: new Set(hosts) };
}

/** Why a request is refused, as a sentence; undefined where it is not. None of another site's page passes. */
export function refusalOf({ headers, method }: IncomingMessage, { hosts }: Guard): string | undefined {
  const { host = "", origin } = headers;
  // A name of somebody else's that leads here: its pages would count as this server's own (DNS rebinding).
  if (!hosts.has(host.toLowerCase().replace(/:\d+$/, ""))) return `The board is not called ${JSON.stringify(host)}.`;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none")
    return "Pages of other sites may not ask the board.";
  if (origin !== undefined && origin !== `http://${host}`) return "Pages of other sites may not ask the board.";
  const isReading = method === "GET" || method === "HEAD";
  if (!isReading && origin === undefined) return "Changes are taken from the board's own page alone.";
  return undefined;
}

/** Whether a request carries the token: in its address, or in the cookie. */
export function tokenOf({ headers }: IncomingMessage, address: URL, { token }: Guard): "address" | "cookie" | "none" {
  if (token === undefined) return "cookie";
  const cookies = (headers.cookie ?? "").split(";").map((one) => one.trim());
  if (cookies.some((one) => isSame(one, `${cookieName}=${token}`))) return "cookie";
  return isSame(address.searchParams.get("token") ?? "", token) ? "address" : "none";
}

/** The cookie that carries the token: no script reads it, and no other site's page sends it. */
export function cookieOf(token: string): string {
  return `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`;
}

function isSame(given: string, wanted: string): boolean {
  const [some, other] = [Buffer.from(given), Buffer.from(wanted)];
  return some.length === other.length && timingSafeEqual(some, other);
}
