/** Receives the bytes of a file of the hub, and says in the hub's words what went wrong. */
import { type FetchEvent, ReceiveError, type ReceiveProgress, receiveFile } from "@tresnet/files";
import type { RemoteFile } from "./describe-file.ts";
import { HubError, type HubFile } from "./hub-error.ts";
import { hubFetch } from "./hub-fetch.ts";
import type { HubSettings } from "./hub-settings.ts";

/** What a fetch from the hub reports to, and what stops it. */
export interface ReceiveOptions {
  /** Called while the file is waited for, received and checked. */
  readonly onProgress?: ((event: FetchEvent) => void) | undefined;
  /** Stops the work; what has come is kept for the next time. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fills `partial` with the remote file; what is there already is taken as its beginning.
 *
 * After a broken connection or an abort the partial file stays, for the next time; after a wrong checksum or on a full
 * disk it goes.
 * @throws HubError; what the file system throws; the signal's reason when aborted.
 */
export async function receiveFromHub(
  remote: RemoteFile,
  wanted: HubFile,
  partial: string,
  settings: HubSettings,
  { onProgress, signal }: ReceiveOptions,
): Promise<void> {
  const { url, bytes, etag } = remote;
  const { endpoint, token } = settings;
  const report = (progress: ReceiveProgress) => onProgress?.({ name: wanted.repository, ...progress });
  const request = async (headers: Readonly<Record<string, string>>, firstByte: number, ending: AbortSignal) => {
    const response = await hubFetch(url, { headers }, { endpoint, token, wanted, signal: ending });
    report({ phase: "download", receivedBytes: response.status === 206 ? firstByte : 0, totalBytes: bytes });
    return response;
  };
  try {
    await receiveFile({
      partial,
      request,
      isFinal: (error) => error instanceof HubError && error.code !== "unreachable",
      bytes,
      // Large files are named by their SHA-256; of others the hub tells no checksum that all its mirrors agree on.
      checksum: /^[0-9a-f]{64}$/.test(etag) ? { algorithm: "sha256", hex: etag } : undefined,
      onProgress: report,
      signal,
    });
  } catch (error) {
    throw error instanceof ReceiveError ? explain(error, wanted, settings) : error;
  }
}

/** What a ReceiveError says to somebody who wants a file of the hub; a disk's own error is explained further up. */
function explain(error: ReceiveError, { repository, file }: HubFile, { endpoint }: HubSettings): unknown {
  const { problem, cause } = error;
  const name = `${repository}/${file}`;
  switch (problem.kind) {
    case "no-room":
      return new HubError(
        "disk-full",
        `${problem.folder}: expected ${Math.ceil(problem.neededBytes / 1e6)} MB of free disk space, got ${Math.floor(problem.freeBytes / 1e6)} MB. Free some, or set HF_HOME to a folder on a larger disk, and run again.`,
      );
    case "too-long":
      return new HubError(
        "hash-mismatch",
        `${name} from ${endpoint}: got more than its ${problem.expectedBytes} bytes. Run again.`,
      );
    case "wrong-checksum":
      return new HubError(
        "hash-mismatch",
        `${name}: expected a file with SHA-256 ${problem.expected}, got ${problem.found}. Nothing was kept. Run again; if it stays, check your proxy, or fetch the file elsewhere and give its path instead of the tag.`,
      );
    case "interrupted":
      if (cause instanceof HubError) return cause;
      return new HubError(
        "unreachable",
        `${name} from ${endpoint}: the connection broke ${problem.attempts} times (${cause instanceof Error ? cause.message : String(cause)}). What came is kept: run again to go on.`,
        { cause },
      );
    case "disk-failed":
      return cause;
    default:
      return problem satisfies never;
  }
}
