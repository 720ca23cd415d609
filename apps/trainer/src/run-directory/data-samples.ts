/** What a few of a run's images hold, to tell its data in another place from other images of the same names. */
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Dataset, ImageSource } from "@tresnet/data";

/** So many images are looked at, spread over the data. */
const sampled = 16;
/** Bytes of each file that are read. */
const headBytes = 2 ** 16;

/** A hash over the sizes and first bytes of some of the images; the same wherever they lie. */
export async function dataSamples(data: Dataset): Promise<string> {
  const hash = createHash("sha256");
  const count = Math.min(sampled, data.length);
  for (let sample = 0; sample < count; sample++) {
    const source = data.source(Math.floor((sample * data.length) / count));
    hash.update(await contentsOf(source).catch(() => "cannot be read"));
    hash.update("\0");
  }
  return hash.digest("hex");
}

async function contentsOf(source: ImageSource): Promise<Uint8Array> {
  if (source.kind === "pixels") return source.data;
  const file = await open(source.path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(headBytes), position: 0 });
    return Buffer.concat([Buffer.from(`${size}\0`), buffer.subarray(0, bytesRead)]);
  } finally {
    await file.close();
  }
}
