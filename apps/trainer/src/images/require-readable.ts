/** Looks, before anything is trained, whether each class of each part has an image that can be read. */
import {
  DataError,
  type Dataset,
  type DatasetSplits,
  decodeFor,
  isMultiLabel,
  isWholeFile,
  readImageFile,
  shownName,
} from "@tresnet/data";
import { type Warn, warnOfLight } from "./warn-of-light.ts";

/** Who has a class with more broken images than this in a row is told of them by the training. */
const mostTried = 1000;
/** Bytes of files that are decoded to be sure, in each part; beyond them only the ends of files are looked at. */
const mostDecoded = 2 ** 24;
/** Classes whose first image is read at the same time: one after the other they would wait for the disk. */
const readAhead = 16;
/**
 * Reads images of each class in each part until one is sound, which mostly is the first: validation would find out
 * after an epoch, the final score after all of them, and a class without any would never be told of. Warns of training
 * images that show nothing.
 * @throws DataError that names the part and the classes to train on of which nothing can be read, or a part of which
 * nothing can; the signal's reason.
 */
export async function requireReadable(data: DatasetSplits, warn: Warn, signal: AbortSignal): Promise<void> {
  for (const part of [data.train, data.val, data.test]) {
    if (part === undefined || part.length === 0 || part.source(0).kind !== "file") continue;
    const unreadable = await unreadableClasses(part, signal);
    if (unreadable.length === 0) continue;
    const isWhole = unreadable.reduce((sum, { images }) => sum + images, 0) >= part.length;
    if (part === data.train || isWhole) throw new DataError(refusal(part, unreadable, isWhole));
    warn(`${part.name}: ${words(unreadable)}. Scores say nothing of them.`);
  }
  await warnOfLight(data.train, "training images", warn, signal);
}

/** A class without an image that can be read. */
interface Unreadable {
  readonly name: string;
  readonly images: number;
  /** The first image, and what is wrong with it. */
  readonly example: string;
}

async function unreadableClasses(part: Dataset, signal: AbortSignal): Promise<Unreadable[]> {
  const classes = [...imagesOfClasses(part)];
  const unreadable: Unreadable[] = [];
  const budget = { bytes: mostDecoded };
  // The first images of some classes are read at once, mostly all that is read of them, and decoded in their order.
  for (let start = 0; start < classes.length; start += readAhead) {
    const some = classes.slice(start, start + readAhead).map(([label, indices]) => {
      return { label, indices, first: readImage(part, indices[0] ?? 0) };
    });
    for (const { label, indices, first } of some) {
      const example = await exampleOf(part, indices.slice(0, mostTried), first, budget, signal);
      if (example === undefined || indices.length > mostTried) continue;
      unreadable.push({ name: part.classNames[label] ?? "no class", images: indices.length, example });
    }
  }
  return unreadable;
}

/** The first of these images and what is wrong with it; undefined where one of them can be read. */
async function exampleOf(
  part: Dataset,
  indices: readonly number[],
  first: Promise<ReadImage>,
  budget: { bytes: number },
  signal: AbortSignal,
): Promise<string | undefined> {
  let example = "";
  for (const [turn, index] of indices.entries()) {
    signal.throwIfAborted();
    const problem = await problemOf(await (turn === 0 ? first : readImage(part, index)), budget);
    if (problem === undefined) return undefined;
    example ||= `${part.id(index)}: ${problem}`;
  }
  return example;
}

/** The images of each class that has any; those of no class are together at -1. */
function imagesOfClasses(part: Dataset): Map<number, number[]> {
  const images = new Map<number, number[]>();
  for (let index = 0; index < part.length; index++) {
    const labels = isMultiLabel(part) ? part.labels(index) : [part.label(index)];
    for (const label of labels.length === 0 ? [-1] : labels) {
      const known = images.get(label);
      if (known) known.push(index);
      else images.set(label, [index]);
    }
  }
  return images;
}

/** What was read of an image: its file's bytes, or why there are none; nothing of pixels in memory. */
type ReadImage = { readonly bytes?: Uint8Array; readonly problem?: string };

async function readImage(part: Dataset, index: number): Promise<ReadImage> {
  const source = part.source(index);
  if (source.kind !== "file") return {};
  return readImageFile(source.path).then(
    (bytes) => ({ bytes }),
    (error: unknown) => ({ problem: reasonOf(error) }),
  );
}

/** Why an image cannot be read; undefined where it can. */
async function problemOf({ bytes, problem }: ReadImage, budget: { bytes: number }): Promise<string | undefined> {
  if (bytes === undefined) return problem;
  try {
    if (budget.bytes <= 0 && isWholeFile(bytes)) return undefined;
    budget.bytes -= bytes.length;
    // A call to another thread takes ten times what a small picture does, and there is one for each class of each part.
    await decodeFor(bytes, () => undefined, { inThread: true });
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function refusal(part: Dataset, unreadable: readonly Unreadable[], isWhole: boolean): string {
  if (isWhole) {
    return `${part.name}: expected images that can be read, and all ${part.length} are broken (such as ${unreadable[0]?.example}). Check the files, or leave this part out.`;
  }
  return `${part.name}: expected images of every class that can be read, and ${words(unreadable)}. Check the files, or leave these classes out: ${withoutClasses(unreadable)}.`;
}

/** The flag that leaves classes out; commas in a name stand only in a --config file. */
function withoutClasses(unreadable: readonly Unreadable[]): string {
  const names = unreadable.map(({ name }) => name);
  if (names.length > 5 || names.some((name) => name.includes(","))) return "--without-classes a,b,c";
  const named = names.join(",");
  return `--without-classes ${/^[\w.,-]+$/.test(named) ? named : JSON.stringify(named)}`;
}

function words(unreadable: readonly Unreadable[]): string {
  const shown = unreadable.slice(0, 5).map(({ name, images }) => `${shownName(name)} (${images})`);
  const more = unreadable.length > shown.length ? ` and ${unreadable.length - shown.length} others` : "";
  return `all images are broken of ${shown.join(", ")}${more}, such as ${unreadable[0]?.example}`;
}
