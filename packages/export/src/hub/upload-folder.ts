/** Uploads a folder to a repository of the Hugging Face hub, as one commit. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { CommitProgressEvent } from "@huggingface/hub";
import { HubError, hubSettings, isRepository } from "@tresnet/zoo";
import type { UploadLimits } from "./silence.ts";
import { uploadFetch } from "./upload-fetch.ts";

/** Where a folder goes, and who is told. */
export interface UploadFolderOptions {
  /** The repository, "user/name". */
  readonly repository: string;
  /** The first line of the commit. */
  readonly message: string;
  /** Whether the repository is made where it is not there. @default false */
  readonly create?: boolean | undefined;
  /** Whether a repository that is made is private; one that is there must be then. @default false */
  readonly isPrivate?: boolean | undefined;
  /** Is told how far the upload is. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Stops the upload, and nothing is committed; a commit that is under way is made all the same. */
  readonly signal?: AbortSignal | undefined;
  /** How long a server may be silent. @default a minute, five for the commit */
  readonly limits?: UploadLimits | undefined;
}

/** How far an upload is. */
export interface UploadProgress {
  /** "hash", "send", then "commit". */
  readonly phase: "hash" | "send" | "commit";
  /** Bytes of large files that were sent. */
  readonly sentBytes: number;
  /** Bytes of all files; what the hub has already is not sent again. */
  readonly totalBytes: number;
}

/** A commit on the hub. */
export interface UploadedFolder {
  /** The page of the repository. */
  readonly url: string;
  /** The commit. */
  readonly commit: string;
  /** The files, by their paths in the repository. */
  readonly files: readonly string[];
}

/**
 * Uploads every file of a folder in one commit to the branch main; other files of the repository stay. HF_TOKEN,
 * HF_ENDPOINT, HF_HUB_OFFLINE and proxies mean what they mean to `downloadFromHub`. The token goes to the hub alone.
 * @throws HubError with a `code` and what to do. Nothing is committed then, but for the code "commit-unknown": the
 * answer to the commit was lost, and it is there as a whole or not at all. The signal's reason when aborted, before a
 * commit.
 */
export async function uploadFolder(folder: string, options: UploadFolderOptions): Promise<UploadedFolder> {
  const { repository: name, signal, limits } = options;
  signal?.throwIfAborted();
  // Loaded by those who upload: it takes a tenth of a second.
  const hub = await import("@huggingface/hub");
  const { endpoint, token } = await writable(name, hub.HUB_URL);
  const files = await filesIn(folder);
  const progress = new Progress(files, options.onProgress);
  const shared = { repo: { type: "model" as const, name }, accessToken: token, hubUrl: endpoint };
  const fetching = { endpoint, repository: name, signal, limits, onSent: progress.sent };
  try {
    if (options.create === true) await createRepository(hub, shared, options, fetching);
    const steps = hub.commitIter({
      ...shared,
      operations: files.map(({ file, place }) => ({
        operation: "addOrUpdate",
        path: place,
        content: pathToFileURL(file),
      })),
      title: options.message,
      fetch: uploadFetch(fetching),
      // The protocol of chunks asks other hosts with tokens of theirs; plain requests are enough for one model.
      useXet: false,
      ...(signal && { abortSignal: signal }),
    });
    let step = await steps.next();
    while (step.done !== true) {
      progress.reach(step.value);
      step = await steps.next();
    }
    const commit = step.value?.commit.oid;
    if (commit !== undefined) return { url: `${endpoint}/${name}`, commit, files: files.map(({ place }) => place) };
  } catch (error) {
    // Who stops it meanwhile is still told what is not known.
    if (!(error instanceof HubError && error.code === "commit-unknown")) signal?.throwIfAborted();
    throw error;
  }
  throw new HubError(
    "bad-answer",
    `${name} on ${endpoint}: expected the name of a commit, got none. Look at its page.`,
  );
}

const order = ["hash", "send", "commit"] as const satisfies readonly UploadProgress["phase"][];

/** How far the upload is; files are hashed and sent side by side, and no phase comes twice. */
class Progress {
  readonly #onProgress: UploadFolderOptions["onProgress"];
  readonly #totalBytes: number;
  #phase = 0;
  #sentBytes = 0;

  constructor(files: readonly LocalFile[], onProgress: UploadFolderOptions["onProgress"]) {
    this.#onProgress = onProgress;
    this.#totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  readonly sent = (bytes: number): void => {
    this.#sentBytes += bytes;
    this.#report("send");
  };

  /** Tells of what the client tells. */
  reach(event: CommitProgressEvent): void {
    if (event.event === "phase") this.#report(event.phase === "committing" ? "commit" : "hash");
    else this.#report(event.state === "hashing" ? "hash" : "send");
  }

  #report(phase: UploadProgress["phase"]): void {
    this.#phase = Math.max(this.#phase, order.indexOf(phase));
    this.#onProgress?.({
      phase: order[this.#phase] ?? phase,
      sentBytes: this.#sentBytes,
      totalBytes: this.#totalBytes,
    });
  }
}

/** @throws HubError when the name is none, or there is no network or token to write with. */
async function writable(repository: string, publicHub: string): Promise<{ endpoint: string; token: string }> {
  if (!isRepository(repository)) {
    throw new HubError("not-found", `expected a repository of the hub as user/name, got "${repository}". Correct it.`);
  }
  const { endpoint, token, offline } = await hubSettings(publicHub);
  if (offline) {
    throw new HubError(
      "offline",
      `${repository}: expected the hub, and HF_HUB_OFFLINE is set. Unset it, or write the folder with --dry-run.`,
    );
  }
  if (token?.startsWith("hf_") === true) return { endpoint, token };
  throw new HubError(
    "unauthorized",
    `${repository} on ${endpoint}: expected a token with write access, got ${token === undefined ? "none" : "one that does not begin with hf_"}. Set HF_TOKEN to one of yours, made in the hub's settings.`,
  );
}

type Hub = typeof import("@huggingface/hub");

/** Makes the repository, or finds that it is there. @throws HubError when it is public and was to be private. */
async function createRepository(
  hub: Hub,
  shared: { readonly repo: { readonly type: "model"; readonly name: string }; accessToken: string; hubUrl: string },
  { isPrivate = false }: UploadFolderOptions,
  fetching: Parameters<typeof uploadFetch>[0],
): Promise<void> {
  const asking = uploadFetch({ ...fetching, accepts: [409] });
  try {
    await hub.createRepo({ ...shared, visibility: isPrivate ? "private" : "public", fetch: asking });
    return;
  } catch (error) {
    if (!(error instanceof hub.HubApiError) || error.statusCode !== 409) throw error;
  }
  if (!isPrivate) return;
  const { name } = shared.repo;
  const found = await hub.modelInfo({
    name,
    accessToken: shared.accessToken,
    hubUrl: shared.hubUrl,
    fetch: uploadFetch(fetching),
  });
  if (found.private) return;
  throw new HubError(
    "conflict",
    `${name} on ${shared.hubUrl}: expected a private repository, and it is there already and public. Nothing was sent. Make it private on its page, or choose another name.`,
  );
}

interface LocalFile {
  readonly file: string;
  /** The path in the repository. */
  readonly place: string;
  readonly bytes: number;
}

async function filesIn(folder: string): Promise<LocalFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const found = files.map(async (file) => {
    const place = path.relative(folder, file).split(path.sep).join("/");
    return { file, place, bytes: (await stat(file)).size };
  });
  return (await Promise.all(found)).sort((a, b) => (a.place < b.place ? -1 : 1));
}
