/** What a request brings, up to a limit. */
import type { IncomingMessage } from "node:http";
import { RequestError } from "../request-error.ts";

/** The bytes of a request's body. @throws RequestError when there are more than `mostBytes`. */
export async function readBody(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > mostBytes) throw new RequestError(413, `Expected at most ${mostBytes / 2 ** 20} MB, got more.`);
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

/** The JSON of a request's body. @throws RequestError when it is none, or too long. */
export async function readJson(request: IncomingMessage, mostBytes: number): Promise<unknown> {
  if (!request.headers["content-type"]?.startsWith("application/json")) {
    throw new RequestError(415, "Expected JSON, got something else.");
  }
  try {
    return JSON.parse((await readBody(request, mostBytes)).toString("utf8"));
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError(400, "Expected JSON, got something else.");
  }
}
