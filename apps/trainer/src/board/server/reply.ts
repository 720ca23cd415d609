/** Answers of the server, each with the same strict headers. */
import type { ServerResponse } from "node:http";

/** The page runs its own script and style sheet, and shows pictures of this server and of its own making. */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; media-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A report has its style in it and runs nothing; in a sandbox it is of no origin, and can't ask the board. */
const reportPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

const headers = {
  "cache-control": "no-store",
  "content-security-policy": pagePolicy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** Answers with bytes or text of a type. */
export function send(
  response: ServerResponse,
  type: string,
  body: string | Uint8Array,
  {
    status = 200,
    isReport = false,
    ...others
  }: { status?: number; isReport?: boolean; "set-cookie"?: string; location?: string } = {},
): void {
  const policy = isReport ? { "content-security-policy": reportPolicy } : {};
  response.writeHead(status, { ...headers, "content-type": type, ...policy, ...others }).end(body);
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  send(response, "application/json", JSON.stringify(value), { status });
}

/** Begins server-sent events; returns what sends one. */
export function beginEvents(response: ServerResponse): (name: string, value: unknown) => void {
  response.writeHead(200, { ...headers, "content-type": "text/event-stream" });
  response.write(": the board\n\n");
  return (name, value) => void response.write(`event: ${name}\ndata: ${JSON.stringify(value)}\n\n`);
}
