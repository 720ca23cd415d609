/** Fetches a file of the Hugging Face hub into the user's cache, or finds it there. */
import { rename, rm } from "node:fs/promises";
import path from "node:path";
import { isDiskError, makeFolder, withFolderLock } from "@tresnet/files";
import { type Damage, damageOf } from "./cache-damage.ts";
import type { RemoteFile } from "./describe-file.ts";
import { CachedRepository, exists } from "./hub-cache.ts";
import { explainDiskError, HubError, type HubFile } from "./hub-error.ts";
import { type HubSettings, hubSettings } from "./hub-settings.ts";
import { type ReceiveOptions, receiveFromHub } from "./receive-from-hub.ts";

/**
 * Returns the path of the newest version of a file, which is fetched if the cache does not hold it.
 *
 * HF_HOME, HF_HUB_CACHE, HF_TOKEN, HF_ENDPOINT and HF_HUB_OFFLINE mean what they mean to Python's huggingface_hub,
 * whose cache this is. When the hub does not say what the newest version is, the one that is there is taken. A file
 * appears whole or not at all, and checked: by its SHA-256 where the hub says that, else by its length. What the cache
 * holds is checked by SHA-256 at each use, where that is known, and fetched anew when it is damaged. A download
 * that was cut off goes on next time; a second process that wants the same waits for the first. Proxies are those of
 * HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.
 * @throws HubError with a `code` and what to do; the signal's reason when aborted.
 */
export async function downloadFromHub(wanted: HubFile, options: ReceiveOptions = {}): Promise<string> {
  const { signal } = options;
  signal?.throwIfAborted();
  // Loaded by those who fetch: it takes a tenth of a second.
  const { HUB_URL } = await import("@huggingface/hub");
  const settings = await hubSettings(HUB_URL);
  const repository = new CachedRepository(settings.cache, wanted.repository);
  const found = await repository.find(wanted);
  if (settings.offline)
    return found === undefined ? absent(wanted, settings) : sound(found, wanted, repository, signal);
  const remote = await describe(wanted, settings, signal).catch((error: unknown) => {
    // A hub that knows no such file is obeyed; a proxy, an expired token and no network are not.
    if (found !== undefined && error instanceof HubError && error.code !== "not-found") return undefined;
    throw error;
  });
  if (remote === undefined)
    return found === undefined ? absent(wanted, settings) : sound(found, wanted, repository, signal);
  try {
    return await bring(remote, wanted, repository, settings, options);
  } catch (error) {
    signal?.throwIfAborted();
    throw isDiskError(error) ? explainDiskError(error, settings.cache) : error;
  }
}

async function describe(wanted: HubFile, settings: HubSettings, signal: AbortSignal | undefined): Promise<RemoteFile> {
  const { describeFile } = await import("./describe-file.ts");
  return describeFile(wanted, settings, signal);
}

async function bring(
  remote: RemoteFile,
  wanted: HubFile,
  repository: CachedRepository,
  settings: HubSettings,
  options: ReceiveOptions,
): Promise<string> {
  const { file, revision = "main" } = wanted;
  const pointer = repository.snapshot(remote.commit, file);
  const { onProgress, signal } = options;
  // What was damaged since it came is fetched anew.
  const known = { blobs: repository.blobs, remote, signal };
  if ((await exists(pointer)) && (await damageOf(pointer, known)) === undefined) {
    await repository.remember(revision, remote.commit).catch(() => undefined); // the cache may be read-only
    return pointer;
  }
  const onWait = (owner: number | undefined) =>
    onProgress?.({
      phase: "wait",
      name: wanted.repository,
      receivedBytes: 0,
      totalBytes: 0,
      detail: `process ${owner ?? "unknown"} is fetching it`,
    });
  const work = async () => {
    const blob = repository.blob(remote.etag);
    await makeFolder(path.dirname(blob));
    const damage = (await exists(blob)) ? await damageOf(blob, known) : undefined;
    if (damage !== undefined) await rm(blob, { force: true });
    if (damage !== undefined || !(await exists(blob))) {
      const partial = `${blob}.tresnet.incomplete`;
      await receiveFromHub(remote, wanted, partial, settings, options);
      await rename(partial, blob);
    }
    const linked = await repository.link(remote, file);
    await repository.remember(revision, remote.commit);
    return linked;
  };
  return withFolderLock(repository.lockFile, work, { signal, onWait });
}

/** The path itself. @throws HubError when the file is damaged, which can't be mended without the hub. */
async function sound(
  found: string,
  wanted: HubFile,
  { blobs }: CachedRepository,
  signal: AbortSignal | undefined,
): Promise<string> {
  const damage = await damageOf(found, { blobs, signal });
  if (damage === undefined) return found;
  throw damaged(damage, wanted);
}

function damaged({ blob, expected, found }: Damage, { repository, file }: HubFile): HubError {
  return new HubError(
    "hash-mismatch",
    `${repository}/${file}: expected a file with ${expected} in the cache, got ${found}: ${blob} is damaged. Run again where the hub can be reached and HF_HUB_OFFLINE is not set, which fetches it anew, or delete it.`,
  );
}

function absent({ repository, file }: HubFile, { cache }: HubSettings): never {
  throw new HubError(
    "offline",
    `${repository}/${file}: expected it in ${cache}, since HF_HUB_OFFLINE is set, and it is not there. Unset HF_HUB_OFFLINE to fetch it once, or give the path of the file instead of the tag.`,
  );
}
