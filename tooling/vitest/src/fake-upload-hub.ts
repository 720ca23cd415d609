/**
 * A server that takes models as the Hugging Face hub does (create, preupload, LFS batch, commit), and a second one, on
 * another port, that is its storage.
 */
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Answer, closeAll, localServer } from "./local-server.ts";

/** How the hub misbehaves; everything else is as the real one does it. */
export interface UploadFaults {
  /** Answers requests whose path holds the text with this status, these words, and when to come again. */
  readonly refuse?: {
    readonly path: string;
    readonly status: number;
    readonly words?: string;
    readonly retryAfter?: string;
  };
  /** Cuts the connection of requests whose path holds the text, once so many bytes came. */
  readonly cut?: { readonly path: string; readonly afterBytes: number };
  /** Cuts the answer to requests whose path holds the text, after its first byte; the work is done. */
  readonly cutAnswer?: { readonly path: string };
  /** Never answers requests whose path holds the text. */
  readonly silent?: { readonly path: string };
  /** Sends requests whose path begins so to another server. */
  readonly redirect?: { readonly path: string; readonly to: string };
  /** Says of a repository that is there whether it is private. */
  readonly existing?: { readonly isPrivate: boolean };
}

/** What was asked. */
export interface UploadRequest {
  readonly host: "hub" | "storage";
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

/** A commit as it arrived. */
export interface FakeCommit {
  readonly summary: string;
  /** The bytes of each file, by path: sent along, or in the storage under their SHA-256. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The server, and what came to it. */
export interface FakeUploadHub {
  readonly endpoint: string;
  readonly requests: UploadRequest[];
  readonly commits: FakeCommit[];
  /** What was asked to be made. */
  readonly created: unknown[];
  /** Large files by their SHA-256. */
  readonly stored: Map<string, Uint8Array>;
  faults: UploadFaults;
  close(): Promise<void>;
}

const token = "hf_secret";

/** What a server answers. */
interface Reply {
  readonly status: number;
  readonly content: unknown;
}

/** Answers a request whose body has come. */
type Work = (request: { readonly method: string; readonly url: string; readonly body: Uint8Array }) => Reply;

/** Starts the two servers; the repository is there when `faults.existing` says so, or once it was made. */
export async function startFakeUploadHub(repository: string): Promise<FakeUploadHub> {
  const [requests, commits, created]: [UploadRequest[], FakeCommit[], unknown[]] = [[], [], []];
  const stored = new Map<string, Uint8Array>();
  const isThere = () => hub.faults.existing !== undefined || created.length > 0;
  const answer = (host: "hub" | "storage", work: Work): Answer => {
    return async (request, response) => {
      const { method = "", url = "", headers } = request;
      requests.push({ host, method, path: url, authorization: headers.authorization });
      const { refuse, cut, redirect, silent, cutAnswer } = hub.faults;
      if (redirect !== undefined && host === "hub" && url.startsWith(redirect.path)) {
        request.resume();
        return void response.writeHead(307, { location: `${redirect.to}${url}` }).end();
      }
      if (cut !== undefined && url.includes(cut.path)) return cutAfter(request, cut.afterBytes);
      const body = await bodyOf(request);
      if (refuse !== undefined && url.includes(refuse.path)) {
        if (refuse.retryAfter !== undefined) response.setHeader("retry-after", refuse.retryAfter);
        return send(response, { status: refuse.status, content: { error: refuse.words ?? "no" } });
      }
      if (silent !== undefined && url.includes(silent.path)) return;
      if (host === "hub" && headers.authorization !== `Bearer ${token}`)
        return send(response, no(401, "Invalid token"));
      const reply = work({ method, url, body });
      if (cutAnswer !== undefined && url.includes(cutAnswer.path)) return sendPart(response, reply);
      send(response, reply);
    };
  };
  const storage = await localServer(
    answer("storage", ({ method, url, body }) => {
      const expected = /\/objects\/(\w+)/.exec(url)?.[1];
      const found = createHash("sha256").update(body).digest("hex");
      if (method !== "PUT" || found !== expected) return no(400, `got ${found}`);
      stored.set(found, body);
      return yes({});
    }),
  );
  const main = await localServer(
    answer("hub", ({ url, body }) => {
      const text = new TextDecoder().decode(body);
      if (url === "/api/repos/create") {
        if (isThere()) return no(409, "You already created this model repo");
        created.push(JSON.parse(text));
        return yes({ url: `${main.url}/${repository}`, id: repository });
      }
      if (!isThere()) return no(404, "Repository not found");
      if (url.startsWith(`/api/models/${repository}/preupload/main`)) {
        const { files } = JSON.parse(text) as { files: readonly { path: string; size: number }[] };
        return yes({ files: files.map(({ path, size }) => ({ path, uploadMode: size > 10_000 ? "lfs" : "regular" })) });
      }
      if (url === `/${repository}.git/info/lfs/objects/batch`) return yes(batchOf(text, stored, storage.url));
      if (url.startsWith(`/api/models/${repository}/commit/main`)) {
        commits.push(commitOf(text, stored));
        return yes({ commitOid: "c".repeat(40), commitUrl: `${main.url}/${repository}/commit/c` });
      }
      const { isPrivate = false } = hub.faults.existing ?? {};
      const others = { likes: 0, downloads: 0, lastModified: new Date(0), gated: false };
      return yes({ id: repository, private: isPrivate, ...others });
    }),
  );
  const hub: FakeUploadHub = {
    endpoint: main.url,
    requests,
    commits,
    created,
    stored,
    faults: {},
    close: () => closeAll([main, storage]),
  };
  return hub;
}

function yes(content: unknown): Reply {
  return { status: 200, content };
}

function no(status: number, error: string): Reply {
  return { status, content: { error } };
}

function send(response: ServerResponse, { status, content }: Reply): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
}

/** Sends the first byte of an answer, and cuts the connection. */
function sendPart(response: ServerResponse, { status, content }: Reply): void {
  const text = JSON.stringify(content);
  response.writeHead(status, { "content-type": "application/json", "content-length": text.length });
  response.write(text.slice(0, 1), () => response.destroy());
}

/** Where large files go; those that are there already go nowhere. */
function batchOf(text: string, stored: ReadonlyMap<string, Uint8Array>, storage: string) {
  const { objects } = JSON.parse(text) as { objects: readonly { oid: string; size: number }[] };
  const wanted = objects.map(({ oid, size }) => {
    const actions = { upload: { href: `${storage}/objects/${oid}?signature=1` } };
    return { oid, size, ...(!stored.has(oid) && { actions }) };
  });
  return { transfer: "basic", objects: wanted };
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

function cutAfter(request: IncomingMessage, bytes: number): void {
  let came = 0;
  request.on("data", (piece: Buffer) => {
    came += piece.length;
    if (came >= bytes) request.socket.destroy();
  });
}

/** The files of a commit; those of the storage must be there. */
function commitOf(text: string, stored: ReadonlyMap<string, Uint8Array>): FakeCommit {
  const lines = text.split("\n").map((line) => JSON.parse(line) as { key: string; value: Record<string, string> });
  const files = new Map<string, Uint8Array>();
  for (const { key, value } of lines) {
    const { path = "", content = "", oid = "" } = value;
    if (key === "file") files.set(path, new Uint8Array(Buffer.from(content, "base64")));
    const bytes = key === "lfsFile" ? stored.get(oid) : undefined;
    if (bytes !== undefined) files.set(path, bytes);
  }
  return { summary: lines.find(({ key }) => key === "header")?.value["summary"] ?? "", files };
}
