/** Fetches an archive and unpacks it: the whole folder, or none of it. */
import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { extract } from "tar";
import { type DownloadOptions, download, type RemoteFile } from "./download.ts";
import { DataError } from "./errors.ts";

/**
 * Makes `folder` of the archive's contents, unless it is there already; the archive itself is not kept.
 * @throws DataError when the archive cannot be fetched or is damaged; the signal's reason when aborted.
 */
export async function unpackArchive(remote: RemoteFile, folder: string, options: DownloadOptions = {}): Promise<void> {
  const { onProgress, signal } = options;
  if (await stat(folder).catch(() => undefined)) return;
  const name = path.posix.basename(new URL(remote.url).pathname);
  const archive = path.join(path.dirname(folder), name);
  await download(remote, archive, options);
  const partial = `${folder}.partial-${randomUUID()}`;
  try {
    await mkdir(partial, { recursive: true });
    onProgress?.({ phase: "unpack", name, receivedBytes: 0, totalBytes: (await stat(archive)).size });
    await extract({
      file: archive,
      cwd: partial,
      strict: true,
      // What is thrown in here would end the process: once aborted, the rest is passed over.
      filter: (_, entry) =>
        !signal?.aborted && "type" in entry && (entry.type === "File" || entry.type === "Directory"),
    }).catch(async (cause: unknown) => {
      signal?.throwIfAborted();
      await rm(archive, { force: true });
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new DataError(
        `${archive}: expected a whole archive, got one that does not unpack (${reason}). Nothing was kept; run again.`,
        { cause },
      );
    });
    signal?.throwIfAborted();
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  await rm(archive, { force: true });
}
