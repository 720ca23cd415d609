/** Normalizes pixels that are in the memory of the WebAssembly already. */
import type { AnyPixels } from "../dataset/pixels.ts";
import { allocate, pixelFunction, pixelMemory } from "../wasm/pixel-module.ts";
import type { NormalizationTable } from "./normalization-table.ts";

const normalize = pixelFunction("normalize");
/** So many at a time stay in the processor's nearest cache until they are copied out. */
const chunk = 2048;

/** uint8 [h, w, 3] in `pixelMemory` → float32 [h, w, 3] in `target`. */
export function normalizeInWasm({ data }: AnyPixels, table: NormalizationTable, target: Float32Array): void {
  const [from, end] = [data.byteOffset, data.byteOffset + data.byteLength];
  const at = allocate({ tables: table.byteLength, floats: chunk * 12 }, end);
  new Float32Array(pixelMemory.buffer, at.tables, table.length).set(table);
  const floats = new Float32Array(pixelMemory.buffer, at.floats, chunk * 3);
  for (let done = 0; done < target.length; done += floats.length) {
    const length = Math.min(floats.length, target.length - done);
    normalize(from + done, at.tables, at.floats, length / 3);
    target.set(length < floats.length ? floats.subarray(0, length) : floats, done);
  }
}
