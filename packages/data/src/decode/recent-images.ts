/** The images that this thread decoded last, for who needs part after part of them. */
import type { Pixels } from "../dataset/pixels.ts";
import { type DecodeOptions, decodeFor, readImageFile } from "./decode.ts";

/** What is kept of them in each thread. */
const mostBytes = 2 ** 26;

const recent = new Map<string, Pixels>();
let bytes = 0;

/**
 * Returns all of a file's image at its own size, not to be written to: one of the last that this thread decoded, or
 * decoded now. Images of more than 64 MiB are not kept.
 * @throws Error of the file system or the decoder.
 */
export async function wholeImage(path: string, options: DecodeOptions = {}): Promise<Pixels> {
  const known = recent.get(path);
  if (known) {
    recent.delete(path); // it is the last one again
    recent.set(path, known);
    return known;
  }
  const own: DecodeOptions = { ...options, shorterSide: undefined, name: path };
  const pixels = await decodeFor(await readImageFile(path, own), (decoded) => decoded, own);
  keep(path, pixels);
  return pixels;
}

function keep(path: string, pixels: Pixels): void {
  const size = pixels.data.length;
  if (size > mostBytes || recent.has(path)) return;
  recent.set(path, pixels);
  bytes += size;
  for (const [oldest, { data }] of recent) {
    if (bytes <= mostBytes) return;
    recent.delete(oldest);
    bytes -= data.length;
  }
}
