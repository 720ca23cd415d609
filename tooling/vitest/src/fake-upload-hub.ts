/**
 * A server that takes models as the Hugging Face hub does (create, preupload, LFS batch, commit), and a second one, on
 * another port, that is its storage.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** How the hub misbehaves; everything else is as the real one does it. */
export interface UploadFaults {
  /** Answers requests whose path holds the text with this status, and these words. */
  readonly refuse?: { readonly path: string; readonly status: number; readonly words?: string };
  /** Cuts the connection of requests whose path holds the text, once so many bytes came. */
  readonly cut?: { readonly path: string; readonly afterBytes: number };
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

/** Starts the two servers; the repository is there when `faults.existing` says so, or once it was made. */
export async function startFakeUploadHub(repository: string): Promise<FakeUploadHub> {
  const [requests, commits, created]: [UploadRequest[], FakeCommit[], unknown[]] = [[], [], []];
  const stored = new Map<string, Uint8Array>();
  const isThere = () => hub.faults.existing !== undefined || created.length > 0;
  const answer = (host: "hub" | "storage", work: Handler): Handler => {
    return async (request, response) => {
      const { method = "", url = "", headers } = request;
      requests.push({ host, method, path: url, authorization: headers.authorization });
      const { refuse, cut, redirect } = hub.faults;
      if (redirect !== undefined && host === "hub" && url.startsWith(redirect.path)) {
        request.resume();
        return void response.writeHead(307, { location: `${redirect.to}${url}` }).end();
      }
      if (cut !== undefined && url.includes(cut.path)) return cutAfter(request, cut.afterBytes);
      const body = await bodyOf(request);
      if (refuse !== undefined && url.includes(refuse.path)) {
        return json(response, refuse.status, { error: refuse.words ?? "no" });
      }
      await work(request, response, body);
    };
  };
  const storage = await listen(
    answer("storage", (request, response, body = new Uint8Array()) => {
      const expected = /\/objects\/(\w+)/.exec(request.url ?? "")?.[1];
      const found = createHash("sha256").update(body).digest("hex");
      if (request.method !== "PUT" || found !== expected) return json(response, 400, { error: `got ${found}` });
      stored.set(found, body);
      json(response, 200, {});
    }),
  );
  const main = await listen(
    answer("hub", (request, response, body = new Uint8Array()) => {
      const { url = "", headers } = request;
      const text = new TextDecoder().decode(body);
      if (headers.authorization !== `Bearer ${token}`) return json(response, 401, { error: "Invalid token" });
      if (url === "/api/repos/create") {
        if (isThere()) return json(response, 409, { error: "You already created this model repo" });
        created.push(JSON.parse(text));
        return json(response, 200, { url: `${main.url}/${repository}`, id: repository });
      }
      if (!isThere()) return json(response, 404, { error: "Repository not found" });
      if (url.startsWith(`/api/models/${repository}/preupload/main`)) {
        const { files } = JSON.parse(text) as { files: readonly { path: string; size: number }[] };
        const modes = files.map(({ path, size }) => ({ path, uploadMode: size > 10_000 ? "lfs" : "regular" }));
        return json(response, 200, { files: modes });
      }
      if (url === `/${repository}.git/info/lfs/objects/batch`) {
        const { objects } = JSON.parse(text) as { objects: readonly { oid: string; size: number }[] };
        const upload = (oid: string) => ({ upload: { href: `${storage.url}/objects/${oid}?signature=1` } });
        const wanted = objects.map(({ oid, size }) => ({
          oid,
          size,
          ...(!stored.has(oid) && { actions: upload(oid) }),
        }));
        return json(response, 200, { transfer: "basic", objects: wanted });
      }
      if (url.startsWith(`/api/models/${repository}/commit/main`)) {
        commits.push(commitOf(text, stored));
        return json(response, 200, { commitOid: "c".repeat(40), commitUrl: `${main.url}/${repository}/commit/c` });
      }
      const { isPrivate = false } = hub.faults.existing ?? {};
      json(response, 200, {
        id: repository,
        private: isPrivate,
        likes: 0,
        downloads: 0,
        lastModified: new Date(0),
        gated: false,
      });
    }),
  );
  const hub: FakeUploadHub = {
    endpoint: main.url,
    requests,
    commits,
    created,
    stored,
    faults: {},
    close: async () => void (await Promise.all([main.close(), storage.close()])),
  };
  return hub;
}

type Handler = (request: IncomingMessage, response: ServerResponse, body?: Uint8Array) => void | Promise<void>;

function json(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
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

async function listen(answer: Handler) {
  const server = createServer((request, response) => {
    // A connection that the test cuts ends the reading of its request.
    Promise.resolve(answer(request, response)).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
