/**
 * A server that speaks the Hugging Face hub's paths, and a second one, on another port, where it sends for large files.
 */
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { closeAll, localServer } from "@tresnet/vitest";

/** How the hub misbehaves; everything else is as the real one does it. */
export interface HubFaults {
  /** Answers every request for a file with this status, and with the hub's own word for it. */
  readonly refuse?: { readonly status: number; readonly code?: string } | undefined;
  /** Cuts the connection after so many bytes, so many times. */
  cut?: { bytes: number; times: number } | undefined;
  /** Bytes that are sent instead of the file's. */
  readonly tampered?: Uint8Array | undefined;
  /** Sends the whole file whatever was asked for. */
  readonly ignoreRanges?: boolean;
  /** Answers without the hub's own headers. */
  readonly noHeaders?: boolean;
  /** Wants this token. */
  readonly token?: string;
}

/** What was asked: method, path and the headers that matter. */
export interface HubRequest {
  readonly host: "hub" | "storage";
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

export interface FakeHub {
  readonly endpoint: string;
  readonly requests: HubRequest[];
  readonly commit: string;
  /** SHA-256 of the file. */
  readonly sha256: string;
  faults: HubFaults;
  close(): Promise<void>;
}

/** Serves one file of one repository. */
export function startFakeHub(repository: string, file: string, contents: Uint8Array): Promise<FakeHub> {
  return startFakeRepository(repository, new Map([[file, contents]]));
}

/** Serves the files of one repository; the hub's `sha256` is that of the first. */
export async function startFakeRepository(
  repository: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<FakeHub> {
  const requests: HubRequest[] = [];
  const [contents = new Uint8Array()] = files.values();
  const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  const sha256 = hashOf(contents);
  const bySha256 = new Map([...files.values()].map((bytes) => [hashOf(bytes), bytes]));
  const commit = createHash("sha1")
    .update([...bySha256.keys()].join())
    .digest("hex");
  const note = (host: HubRequest["host"], { url = "", headers }: IncomingMessage) =>
    requests.push({ host, path: url, range: headers.range, authorization: headers.authorization });

  const storage = await localServer((request, response) => {
    note("storage", request);
    const asked = bySha256.get(/\/files\/(\w+)/.exec(request.url ?? "")?.[1] ?? "");
    sendFile(request, response, hub.faults.tampered ?? asked ?? contents, hub.faults);
  });
  const main = await localServer((request, response) => {
    note("hub", request);
    const { refuse, token, noHeaders } = hub.faults;
    if (refuse !== undefined) return refused(response, refuse.status, refuse.code);
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      return refused(response, 401, "RepoNotFound");
    }
    const names = `/${repository}/resolve/`;
    if (!request.url?.startsWith(names)) return refused(response, 404, "RepoNotFound");
    const [revision, ...rest] = request.url.slice(names.length).split("/");
    if (revision !== "main" && revision !== commit) return refused(response, 404, "RevisionNotFound");
    const found = files.get(rest.join("/"));
    if (found === undefined) return refused(response, 404, "EntryNotFound");
    if (!noHeaders) {
      response.setHeader("X-Repo-Commit", commit);
      response.setHeader("X-Linked-Etag", `"${hashOf(found)}"`);
      response.setHeader("X-Linked-Size", found.length);
    }
    response.writeHead(302, { location: `${storage.url}/files/${hashOf(found)}?signature=1` }).end();
  });

  const hub: FakeHub = {
    endpoint: main.url,
    requests,
    commit,
    sha256,
    faults: {},
    close: () => closeAll([main, storage]),
  };
  return hub;
}

function refused(response: ServerResponse, status: number, code: string | undefined): void {
  response.writeHead(status, code === undefined ? {} : { "X-Error-Code": code }).end("no");
}

function sendFile(request: IncomingMessage, response: ServerResponse, contents: Uint8Array, faults: HubFaults): void {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  const ranged = from !== undefined && !faults.ignoreRanges;
  const start = ranged ? Number(from) : 0;
  const end = ranged && to ? Number(to) + 1 : contents.length;
  const part = contents.subarray(start, end);
  response.writeHead(ranged ? 206 : 200, {
    etag: '"of-the-storage"',
    "content-length": part.length,
    ...(ranged ? { "content-range": `bytes ${start}-${end - 1}/${contents.length}` } : {}),
  });
  const { cut } = faults;
  if (cut !== undefined && cut.times > 0 && part.length > cut.bytes) {
    cut.times -= 1;
    response.write(part.subarray(0, cut.bytes), () => response.destroy());
    return;
  }
  response.end(part);
}
