/** Fetches an archive and unpacks it: the whole folder, or none of it. */
import { randomUUID } from "node:crypto";
import { rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "@tresnet/files";
import { DataError } from "../errors.ts";
import { type DownloadOptions, download, type RemoteFile } from "./download.ts";
import { extractTar } from "./tar/extract-tar.ts";

/**
 * Makes `folder` of the archive's contents, unless it is there already; the archive itself is not kept.
 * @throws DataError when the archive cannot be fetched, is damaged, or cannot be written; the signal's reason when
 * aborted.
 */
export async function unpackArchive(remote: RemoteFile, folder: string, options: DownloadOptions = {}): Promise<void> {
  const { onProgress, signal } = options;
  if (await stat(folder).catch(() => undefined)) return;
  const name = path.posix.basename(new URL(remote.url).pathname);
  const archive = path.join(path.dirname(folder), name);
  await download(remote, archive, options);
  const partial = `${folder}.partial-${randomUUID()}`;
  try {
    await makeFolder(partial);
    onProgress?.({ phase: "unpack", name, receivedBytes: 0, totalBytes: (await stat(archive)).size });
    await extractTar(archive, partial, { signal }).catch(async (cause: unknown) => {
      signal?.throwIfAborted();
      const reason = cause instanceof Error ? cause.message.replace(`${archive}: `, "") : String(cause);
      // The archive is what its checksum says; of the system's own errors it is not the cause.
      if (cause instanceof Error && "syscall" in cause) {
        throw new DataError(
          `${archive}: cannot be unpacked into ${folder} (${reason}). The archive is kept; make room on the disk, or mend the folder's permissions, and run again.`,
          { cause },
        );
      }
      await rm(archive, { force: true });
      throw new DataError(
        `${archive}: expected a whole archive, got one that does not unpack (${reason}). Nothing was kept; run again.`,
        { cause },
      );
    });
    signal?.throwIfAborted();
    await rename(partial, folder);
  } catch (error) {
    signal?.throwIfAborted();
    // Another process may have been quicker, with the same files.
    if (!(await stat(folder).catch(() => undefined))) throw error;
  } finally {
    await rm(partial, { recursive: true, force: true, maxRetries: 5 });
  }
  await rm(archive, { force: true });
}
