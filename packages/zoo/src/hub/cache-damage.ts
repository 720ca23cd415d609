/** Compares files of the cache with what is known of them. */
import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { hashFile } from "@tresnet/files";
import type { RemoteFile } from "./describe-file.ts";

/** A cached file that is not what it should be. */
export interface Damage {
  /** The file with the bytes. */
  readonly blob: string;
  /** What it should be: its SHA-256, or how many bytes it has. */
  readonly expected: string;
  /** What it is instead. */
  readonly found: string;
}

/** What is known of a file besides itself. */
interface KnownOfFile {
  /** What the hub says of it, where it was asked. */
  readonly remote?: Pick<RemoteFile, "etag" | "bytes"> | undefined;
  /** The repository's folder of files that are named by their hashes. */
  readonly blobs: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compares a cached file with its SHA-256, at some 100 ms for 100 MB; undefined where they agree.
 *
 * The SHA-256 is the name of the file that a snapshot links to. Where the file system has no links the snapshot holds
 * the file itself: then it is what the hub says, or the name of a copy of the same length. A small file, whose name on
 * the hub is none, is compared by its length alone, and offline not at all.
 */
export async function damageOf(file: string, { remote, blobs, signal }: KnownOfFile): Promise<Damage | undefined> {
  const blob = await realpath(file);
  const { size } = await stat(blob);
  const isLink = isSha256(path.basename(blob));
  if (remote !== undefined && !isLink && size !== remote.bytes) {
    return { blob, expected: `${remote.bytes} bytes`, found: `${size}` };
  }
  const names = isLink ? [path.basename(blob)] : remote ? [remote.etag] : await namesOfLength(blobs, size);
  const expected = names.filter(isSha256);
  if (expected.length === 0) return undefined;
  const found = await hashFile(blob, { signal });
  return expected.includes(found) ? undefined : { blob, expected: `SHA-256 ${expected.join(" or ")}`, found };
}

async function namesOfLength(blobs: string, length: number): Promise<string[]> {
  const names = await readdir(blobs).catch(() => []);
  const sizes = await Promise.all(names.map((name) => stat(path.join(blobs, name)).catch(() => undefined)));
  return names.filter((_, index) => sizes[index]?.size === length);
}

function isSha256(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}
