/** The file that a download fills, which an earlier process may have begun. */
import { constants, type FileHandle, lstat, open, rm, statfs } from "node:fs/promises";
import path from "node:path";
import { ReceiveError } from "./receive-error.ts";

/** Opens a file for writing at any place, and makes it where there is none, or anything else but a plain file. */
export async function openForMore(file: string): Promise<FileHandle> {
  const there = await lstat(file).catch(() => undefined);
  // Links of both kinds: what they lead to is another's.
  if (there !== undefined && !(there.isFile() && there.nlink === 1)) await rm(file, { force: true });
  return open(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW);
}

/** @throws ReceiveError where the folder has less room than a file of `bytes` still needs. */
export async function requireRoom(target: FileHandle, bytes: number, partial: string): Promise<void> {
  const folder = path.dirname(partial);
  const { bavail, bsize } = await statfs(folder);
  const neededBytes = bytes - (await target.stat()).size;
  const freeBytes = bavail * bsize;
  if (freeBytes < neededBytes) throw new ReceiveError(partial, { kind: "no-room", folder, neededBytes, freeBytes });
}
