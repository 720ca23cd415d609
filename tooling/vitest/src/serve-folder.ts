/** A server for browsers in tests. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".jpg": "image/jpeg",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** A folder that is served. */
export interface ServedFolder {
  /** The address of the folder, with a slash at the end. */
  readonly url: string;
  /** The paths that were asked for, in order, without the first slash. */
  readonly requests: readonly string[];
  /** Ends the server, and connections with it. */
  close(): Promise<void>;
}

/** Serves the files of a folder on this machine alone, below `place`, such as "demo/". */
export async function serveFolder(folder: string, place = ""): Promise<ServedFolder> {
  const requests: string[] = [];
  const server = createServer(async ({ url = "/" }, response) => {
    const asked = decodeURIComponent(new URL(url, "http://localhost").pathname).slice(1);
    requests.push(asked);
    const inside = asked.startsWith(place) ? asked.slice(place.length) || "index.html" : undefined;
    const file = inside === undefined ? "" : path.join(folder, path.normalize(`/${inside}`));
    const content = await readFile(file).catch(() => undefined);
    response.writeHead(content === undefined ? 404 : 200, {
      "content-type": types[path.extname(file)] ?? "application/octet-stream",
    });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${place}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
