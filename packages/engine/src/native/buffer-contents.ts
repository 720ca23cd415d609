/** What TensorFlow wrote into a `TF_Buffer`. */
import type { CApi } from "./c-api.ts";

/** Copies the bytes of a `TF_Buffer`, which stays the caller's. */
export function bufferContents(api: CApi, buffer: bigint): Buffer {
  // { const void* data; size_t length; … }
  const header = new BigUint64Array(2);
  api.memcpy(header, buffer, header.byteLength);
  const bytes = Buffer.alloc(Number(header[1]));
  if (bytes.length > 0) api.memcpy(bytes, header[0] ?? null, bytes.length);
  return bytes;
}
