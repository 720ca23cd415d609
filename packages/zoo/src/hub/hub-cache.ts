/**
 * The user's Hugging Face cache, in the layout of Python's huggingface_hub, so that both find each other's files:
 *
 *     models--timm--tresnet_m.miil_in1k/
 *       refs/main                          the commit that the branch was at
 *       blobs/<etag>                       the bytes
 *       snapshots/<commit>/<file>          a link to them
 *
 * @see https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */
import { randomUUID } from "node:crypto";
import { constants, copyFile, readlink, rename, rm, stat, symlink } from "node:fs/promises";
import path from "node:path";
import { errorCode, makeFolder, readWhole, replaceFile, withFolderLock } from "@tresnet/files";
import type { RemoteFile } from "./describe-file.ts";
import type { HubFile } from "./hub-error.ts";

/** One repository's folder in the cache. */
export class CachedRepository {
  readonly folder: string;
  readonly #cache: string;

  constructor(cache: string, repository: string) {
    this.#cache = cache;
    this.folder = path.join(cache, `models--${repository.split("/").join("--")}`);
  }

  /** The lock that is held while files are added; it lies beside Python's locks, which are of another kind. */
  get lockFile(): string {
    return path.join(this.#locks, "tresnet.lock");
  }

  get #locks(): string {
    return path.join(this.#cache, ".locks", path.basename(this.folder));
  }

  /** The folder of files that are named by their hashes. */
  get blobs(): string {
    return path.join(this.folder, "blobs");
  }

  blob(etag: string): string {
    return path.join(this.blobs, etag);
  }

  snapshot(commit: string, file: string): string {
    return path.join(this.folder, "snapshots", commit, ...file.split("/"));
  }

  /** The file as it was when the revision was last looked up; undefined when it is not there. */
  async find({ file, revision = "main" }: HubFile): Promise<string | undefined> {
    const commit = isCommit(revision) ? revision : await commitIn(this.#ref(revision));
    if (commit === undefined) return undefined;
    const found = this.snapshot(commit.trim(), file);
    return (await exists(found)) ? found : undefined;
  }

  /** Notes which commit a branch is at, if that is news. */
  async remember(revision: string, commit: string): Promise<void> {
    if (isCommit(revision)) return;
    const ref = this.#ref(revision);
    const isNoted = async () => (await commitIn(ref)) === commit;
    if (await isNoted()) return;
    // A lock of its own: who finds the file there notes it too, while another may be fetching a second file for an
    // hour.
    await withFolderLock(path.join(this.#locks, "tresnet-refs.lock"), async () => {
      if (await isNoted()) return;
      await makeFolder(path.dirname(ref));
      await replaceFile(ref, async (handle) => {
        await handle.writeFile(commit);
      });
    });
  }

  /** Makes the snapshot's link to the blob, or a copy where the file system has no links, and returns it. */
  async link({ commit, etag }: RemoteFile, file: string): Promise<string> {
    const pointer = this.snapshot(commit, file);
    const target = path.relative(path.dirname(pointer), this.blob(etag));
    await makeFolder(path.dirname(pointer));
    if ((await readlink(pointer).catch(() => undefined)) === target) return pointer;
    // Made beside and renamed: whoever looks finds nothing or a whole one.
    const made = `${pointer}.${randomUUID()}.link`;
    try {
      await symlink(target, made).catch(async (error: unknown) => {
        if (!withoutLinks.has(errorCode(error))) throw error;
        await copyFile(this.blob(etag), made, constants.COPYFILE_EXCL);
      });
      await rename(made, pointer);
    } finally {
      await rm(made, { force: true });
    }
    return pointer;
  }

  #ref(revision: string): string {
    return path.join(this.folder, "refs", ...revision.split("/"));
  }
}

/** What file systems say that have no symbolic links: FAT, some of networks and of other systems. */
const withoutLinks = new Set<string | undefined>(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EINVAL"]);

export function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** The commit that a ref names; undefined where there is none. */
async function commitIn(ref: string): Promise<string | undefined> {
  return readWhole(ref, { mostBytes: 2 ** 16 }).then(String, () => undefined);
}

function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}
