/** Fetches one large file over HTTP: whole and with the right checksum, or not at all. */
import { randomUUID } from "node:crypto";
import { rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import {
  type FetchEvent,
  makeFolder,
  networkAdvice,
  ReceiveError,
  type ReceiveProgress,
  receiveFile,
  webFetch,
} from "@tresnet/files";
import { DataError } from "../errors.ts";

/** A file on the web that is taken only if it is exactly this one; checksums are in hexadecimal. */
export type RemoteFile = {
  /** Where the file is fetched from. */
  readonly url: string;
  /** The licence or terms, shown while the file is fetched. */
  readonly terms?: string;
} & (
  | { readonly sha256: string }
  /** The checksum where the publisher names no other. */
  | { readonly md5: string }
);

/** What a download reports to, and what stops it. */
export interface DownloadOptions {
  /** Called while something is fetched, received or unpacked. */
  readonly onProgress?: ((event: FetchEvent) => void) | undefined;
  /** Stops the work; nothing half-done stays. */
  readonly signal?: AbortSignal | undefined;
}

/** A download whose size may be limited. */
export interface LimitedDownloadOptions extends DownloadOptions {
  /** The most bytes that are taken. @default 8 GiB */
  readonly mostBytes?: number | undefined;
}

/**
 * Downloads to `file` unless it is there already; a cut connection is taken up again where it broke.
 * @throws DataError when the server says no, cannot be reached, or sends another file; the signal's reason when
 * aborted.
 */
export async function download(remote: RemoteFile, file: string, options: LimitedDownloadOptions = {}): Promise<void> {
  const { signal } = options;
  signal?.throwIfAborted();
  if (await stat(file).catch(() => undefined)) return;
  await makeFolder(path.dirname(file));
  const partial = `${file}.partial-${randomUUID()}`;
  try {
    await receive(remote, partial, path.basename(file), options);
    await rename(partial, file);
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof ReceiveError ? explain(error, remote) : error;
  } finally {
    await rm(partial, { force: true });
  }
}

function receive(remote: RemoteFile, partial: string, name: string, options: LimitedDownloadOptions): Promise<void> {
  const { signal, onProgress, mostBytes } = options;
  const detail = remote.terms === undefined ? {} : { detail: remote.terms };
  const report = ({ phase, ...bytes }: ReceiveProgress) => {
    if (phase === "download") onProgress?.({ phase, name, ...detail, ...bytes });
  };
  return receiveFile({
    partial,
    request: (headers, _, ending) => request(remote.url, headers, ending),
    isFinal: (error) => error instanceof DataError,
    checksum: checksumOf(remote),
    mostBytes,
    onProgress: report,
    signal,
  });
}

function checksumOf(remote: RemoteFile) {
  if ("sha256" in remote) return { algorithm: "sha256", hex: remote.sha256 } as const;
  return { algorithm: "md5", hex: remote.md5 } as const;
}

async function request(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
  const response = await webFetch(url, { headers, signal });
  if (response.status >= 500) throw new Error(`HTTP status ${response.status}`);
  if (response.ok && response.body) return response;
  throw new DataError(
    `${url}: expected a file, got HTTP status ${response.status}. Get the file elsewhere and name its path.`,
  );
}

function explain(error: ReceiveError, { url }: RemoteFile): DataError {
  const { problem } = error;
  switch (problem.kind) {
    case "wrong-checksum":
      return new DataError(
        `${url}: expected a file with ${problem.algorithm === "md5" ? "MD5" : "SHA-256"} ${problem.expected}, got ${problem.found}. Nothing was kept. ` +
          `Run again; if it stays, get the file elsewhere and name its path.`,
      );
    case "interrupted":
    case "disk-failed": {
      const { attempts, receivedBytes } = problem;
      const { cause } = error;
      const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
      const reason = inner instanceof Error ? inner.message : String(inner);
      const got = receivedBytes === 0 ? "none" : `${receivedBytes} bytes`;
      return new DataError(
        `${url}: expected the whole file, and after ${attempts} attempts got ${got} (${reason}). ${networkAdvice(reason)}, look at the disk, or get the file elsewhere and name its path.`,
        { cause },
      );
    }
    case "too-long":
      return new DataError(
        `${url}: expected a file of at most ${problem.expectedBytes.toLocaleString("en-US")} bytes, and the answer goes on. Nothing was kept. Another server answered, or a proxy: get the file elsewhere and name its path.`,
        { cause: error },
      );
    case "no-room":
      return new DataError(`${url}: ${error.message}`, { cause: error });
    default:
      return problem satisfies never;
  }
}
