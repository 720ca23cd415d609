/** A server for browsers in tests. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type LocalServer, localServer } from "./local-server.ts";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".jpg": "image/jpeg",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** A folder that is served. */
export interface ServedFolder extends LocalServer {
  /** The address of the folder, with a slash at the end. */
  readonly url: string;
  /** The paths that were asked for, in order, without the first slash. */
  readonly requests: readonly string[];
}

/** Serves the files of a folder on this machine alone, below `place`, such as "demo/". */
export async function serveFolder(folder: string, place = ""): Promise<ServedFolder> {
  const requests: string[] = [];
  const { url, close } = await localServer(async ({ url = "/" }, response) => {
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
  return { url: `${url}/${place}`, requests, close };
}
