/** One attempt to receive what is still missing of a file. */
import type { FileHandle } from "node:fs/promises";
import { ReceiveError } from "./receive-error.ts";
import type { ReceiveFileOptions } from "./receive-options.ts";
import { TransferWatch } from "./transfer-watch.ts";

/** Where the size is not known; four times the largest file that anything here fetches. */
const defaultMostBytes = 8 * 2 ** 30;

/**
 * Asks for the bytes from `firstByte` on and writes them to their place in `target`.
 * @throws ReceiveError for more bytes than the file may have; what `request` throws; SlowTransferError; the signal's
 * reason when aborted.
 */
export async function receiveRest(target: FileHandle, firstByte: number, options: ReceiveFileOptions): Promise<void> {
  const watch = new TransferWatch(options.limits, options.signal);
  let body: ReadableStream<Uint8Array> | null = null;
  try {
    const headers = firstByte > 0 ? { range: `bytes=${firstByte}-` } : {};
    const response = await watch.orBreak(options.request(headers, firstByte, watch.signal));
    body = response.body;
    await receiveBody(target, response, firstByte, watch, options);
  } finally {
    watch.stop();
    if (body !== null && !body.locked) await body.cancel().catch(() => undefined);
  }
}

async function receiveBody(
  target: FileHandle,
  response: Response,
  firstByte: number,
  watch: TransferWatch,
  { partial, bytes, mostBytes = defaultMostBytes, onProgress }: ReceiveFileOptions,
): Promise<void> {
  // A server that ignores the range sends everything again.
  let receivedBytes = response.status === 206 ? firstByte : 0;
  if (receivedBytes === 0) await target.truncate(0);
  const limit = bytes ?? mostBytes;
  const announced = bytes ?? receivedBytes + Number(response.headers.get("content-length") ?? 0);
  const tooLong = () => new ReceiveError(partial, { kind: "too-long", expectedBytes: limit });
  if (announced > limit) throw tooLong();
  for await (const chunk of chunksOf(response, watch)) {
    if (receivedBytes + chunk.length > limit) throw tooLong();
    await writeAll(target, chunk, receivedBytes);
    receivedBytes += chunk.length;
    onProgress?.({ phase: "download", receivedBytes, totalBytes: Math.max(announced, receivedBytes) });
  }
  if (bytes !== undefined && receivedBytes < bytes) {
    throw new Error(`the connection ended after ${receivedBytes} of ${bytes} bytes`);
  }
}

async function* chunksOf({ body }: Response, watch: TransferWatch): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body?.getReader();
  try {
    for (;;) {
      const chunk = await watch.orBreak(reader?.read() ?? Promise.resolve(undefined));
      if (chunk?.value === undefined) return;
      watch.received(chunk.value.length);
      yield chunk.value;
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}

async function writeAll(target: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await target.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}
