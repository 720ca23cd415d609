/** Reads the goldens of this package's tests. */
import { readFileSync } from "node:fs";

/** The bytes behind base64 text. */
export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}

/** One uint8 tensor of a safetensors file. */
export function readUint8Tensor(file: string, name: string): { shape: number[]; data: Uint8Array } {
  const contents = readFileSync(file);
  const headerBytes = Number(contents.readBigUInt64LE(0));
  const header = JSON.parse(contents.toString("utf8", 8, 8 + headerBytes));
  const { dtype, shape, data_offsets: offsets } = header[name];
  if (dtype !== "U8") throw new Error(`${file}: expected uint8 in ${name}, got ${dtype}.`);
  return { shape, data: contents.subarray(8 + headerBytes + offsets[0], 8 + headerBytes + offsets[1]) };
}
