/** A server of this machine alone whose pages are isolated from others, as threads of WebAssembly need it. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** A server that listens; the caller closes it. */
export interface IsolatedServer {
  /** Its address, with a slash at the end. */
  readonly url: string;
  /** Ends it, and connections with it. */
  close(): Promise<void>;
}

/** Serves folders, each below its name; the one of the name "" below none. */
export async function serveIsolated(folders: ReadonlyMap<string, string>): Promise<IsolatedServer> {
  const server = createServer(({ url = "/" }, response) => {
    send(url, folders, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The file of an address; never one outside of the folders. */
function fileOf(url: string, folders: ReadonlyMap<string, string>): string {
  const { pathname } = new URL(url, "http://localhost");
  const asked = path.posix.normalize(decodeURIComponent(pathname).replaceAll("\\", "/")).slice(1);
  const place = [...folders.keys()].find((name) => asked.startsWith(`${name}/`)) ?? "";
  return path.join(folders.get(place) ?? "", asked.slice(place.length));
}

async function send(url: string, folders: ReadonlyMap<string, string>, response: ServerResponse): Promise<void> {
  const file = fileOf(url, folders);
  const found = await stat(file).catch(() => undefined);
  response.writeHead(found?.isFile() ? 200 : 404, {
    "content-type": types[path.extname(file)] ?? "application/octet-stream",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  });
  if (found?.isFile()) await pipeline(createReadStream(file), response);
  else response.end();
}
