/** Pictures in every format that is decoded; JPEGs by both decoders, which must agree. */
import { readFile } from "node:fs/promises";
import { DataError, decodeImage, type Pixels } from "@tresnet/data";
import type { Costs, FuzzFormat } from "../format.ts";
import { pictureSeeds } from "./picture-seeds.ts";

/** An image that a decoder refuses; who reads files names them. */
class PictureError extends DataError {}

/** The most that is decoded, whatever a file says of its size: PIL's limit, in three channels. */
const mostBytes = 3 * 178_956_970;

/** What became of a file. */
interface Outcome {
  readonly pixels?: Pixels;
  readonly reason?: string;
  readonly damage: readonly string[];
}

async function outcomeOf(bytes: Uint8Array, inThread: boolean): Promise<Outcome> {
  const damage: string[] = [];
  const tellDamage = (words: string) => damage.push(words);
  return decodeImage(bytes, { inThread, isThorough: true, tellDamage: (words) => void tellDamage(words) }).then(
    (pixels) => ({ pixels, damage }),
    (error: unknown) => ({ reason: error instanceof Error ? error.message : String(error), damage }),
  );
}

/** Decodes a file. @throws PictureError naming it; Error when the pixels are not as many as the size says. */
async function readPicture(file: string, costs: Costs): Promise<void> {
  const bytes = await readFile(file);
  const outcome = await outcomeOf(bytes, false);
  account(outcome, costs);
  if (outcome.reason !== undefined) throw new PictureError(`${file}: ${outcome.reason}`);
}

/** Decodes a JPEG as a worker does, and by libjpeg. @throws Error when they disagree. */
async function readJpeg(file: string, costs: Costs): Promise<void> {
  const bytes = await readFile(file);
  const [quick, exact] = [await outcomeOf(bytes, true), await outcomeOf(bytes, false)];
  account(quick, costs);
  if (quick.reason !== exact.reason) throw new Error(`${quick.reason} in the thread, ${exact.reason} by libjpeg`);
  if (String(quick.damage) !== String(exact.damage)) {
    throw new Error(`damage "${quick.damage}" in the thread, "${exact.damage}" by libjpeg`);
  }
  if (quick.pixels && exact.pixels && Buffer.compare(quick.pixels.data, exact.pixels.data) !== 0) {
    throw new Error("other pixels in the thread than by libjpeg");
  }
  if (quick.reason !== undefined) throw new PictureError(`${file}: ${quick.reason}`);
}

function account({ pixels }: Outcome, costs: Costs): void {
  if (!pixels) return;
  const { data, width, height, channels } = pixels;
  costs.bytes += data.length;
  costs.operations += width * height;
  if (data.length !== width * height * channels) {
    throw new Error(`${data.length} bytes for ${width} × ${height} pixels of ${channels} channels`);
  }
}

function pictures(name: string, ending: string, read: FuzzFormat["read"]): FuzzFormat {
  return {
    name,
    ending,
    seeds: () => pictureSeeds(name),
    read,
    isNamed: (error) => error instanceof PictureError,
    limits: () => ({ bytes: mostBytes, operations: mostBytes / 3 }),
  };
}

export const jpeg = pictures("jpeg", ".jpg", readJpeg);
export const png = pictures("png", ".png", readPicture);
export const webp = pictures("webp", ".webp", readPicture);
export const gif = pictures("gif", ".gif", readPicture);
export const tiff = pictures("tiff", ".tif", readPicture);
export const bmp = pictures("bmp", ".bmp", readPicture);
