/** What the classes of weights are called that do not say it themselves: by their order, or by a file of the user's. */
import { areSameNames, type ClassOrder, canonicalName, type Dataset, inClassOrder } from "@tresnet/data";
import { readWhole } from "@tresnet/files";
import { UsageError } from "../../errors.ts";
import type { NoticeEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import { formatCount } from "../../text/format.ts";
import { shortList } from "./short-list.ts";

type Noticing = Pick<Job<NoticeEvent>, "emit">;

const orderWords = {
  natural: "natural order, as timm sorts",
  codepoint: "the order of code points, as torchvision and Keras sort",
} as const;

/**
 * The checkpoint with names for its classes, where it has none: those of `--class-order FILE`, or the data's in the
 * order that is named, that its writer is known to use, or that both orders have in common.
 * @throws UsageError when the orders differ and none is named, the file does not fit, or the weights have names.
 */
export async function namedBy(
  job: Noticing,
  checkpoint: Checkpoint,
  data: Dataset,
  classOrder: string | undefined,
): Promise<Checkpoint> {
  const { info, file, isNameless } = checkpoint;
  if (classOrder !== undefined && !isOrder(classOrder)) return namedByFile(checkpoint, classOrder);
  if (!isNameless) {
    if (classOrder === undefined) return checkpoint;
    throw namesAlready(checkpoint, classOrder);
  }
  const published = knownList(checkpoint, data);
  if (published !== undefined && classOrder === undefined) {
    const message = `classes: ${file} does not name its ${formatCount(info.model.numClasses)}; the data's are among those of ${published.tag}, and taken for them`;
    job.emit({ type: "notice", level: "info", message });
    return { ...named(checkpoint, published.names), classIds: published.ids };
  }
  if (data.classNames.length !== info.model.numClasses) {
    if (classOrder === undefined) return checkpoint;
    throw new UsageError(
      `--class-order ${classOrder}: expected data of the ${formatCount(info.model.numClasses)} classes of ${file}, got ${data.name} with ${formatCount(data.classNames.length)}. Name them all in a file, a name a line: --class-order FILE.`,
    );
  }
  const { names, how } = orderOf(checkpoint, data, classOrder);
  const message = `classes: ${file} does not name its ${formatCount(names.length)}; taken for those of ${data.name} in ${how}: ${shortList(names)}`;
  job.emit({ type: "notice", level: "info", message });
  return named(checkpoint, names);
}

/**
 * The checkpoint with the names of a file, a name a line in the order of the outputs.
 * @throws UsageError when the file cannot be read or has another number of names, or the weights name their classes.
 */
export async function namedByFile(checkpoint: Checkpoint, file: string): Promise<Checkpoint> {
  const { numClasses } = checkpoint.info.model;
  const bytes = await readWhole(file, { mostBytes, takesPipes: true }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(
      `--class-order: expected natural, codepoint or a file with a name a line, got ${file}, which can't be read (${reason}).`,
      { cause },
    );
  });
  const names = namesIn(bytes.toString("utf8"));
  const twice = repeatedName(names);
  if (names.length !== numClasses || twice !== undefined) {
    const got = twice === undefined ? formatCount(names.length) : `"${twice}" twice`;
    throw new UsageError(
      `--class-order: expected ${formatCount(numClasses)} different names in ${file}, one a line, as ${checkpoint.file} has outputs, got ${got}.`,
    );
  }
  if (checkpoint.isNameless || areSameNames(names, checkpoint.info.model.classNames)) return named(checkpoint, names);
  throw namesAlready(checkpoint, file);
}

/** Names of a hundred thousand classes fit in. */
const mostBytes = 2 ** 24;

function repeatedName(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

function isOrder(text: string): text is ClassOrder {
  return Object.hasOwn(orderWords, text);
}

function namesAlready({ file, info }: Checkpoint, classOrder: string): UsageError {
  return new UsageError(
    `--class-order: expected weights that do not name their classes, got ${file}, which does (${shortList(info.model.classNames)}), and ${classOrder}. Leave it out.`,
  );
}

/** The classes of published weights of this model, where the data's are among them. */
function knownList({ published, info }: Checkpoint, data: Dataset): Checkpoint["published"] {
  if (published?.names.length !== info.model.numClasses) return undefined;
  const isAmong = (list: readonly string[]) => {
    const known = new Set(list.map(canonicalName));
    return data.classNames.every((name) => known.has(canonicalName(name)));
  };
  return isAmong(published.ids) || isAmong(published.names) ? published : undefined;
}

/** The data's classes in the order that is asked for, or known; its own where names do not make it. */
function orderOf(
  { file, writer }: Checkpoint,
  data: Dataset,
  classOrder: ClassOrder | undefined,
): { readonly names: readonly string[]; readonly how: string } {
  if (classOrder !== undefined)
    return { names: inClassOrder(data.classNames, classOrder), how: orderWords[classOrder] };
  if (!data.hasSortedClasses) return { names: data.classNames, how: "its own order" };
  const natural = inClassOrder(data.classNames, "natural");
  if (writer === "timm") return { names: natural, how: `${orderWords.natural}, since timm wrote it` };
  const codepoint = inClassOrder(data.classNames, "codepoint");
  if (areSameNames(natural, codepoint)) return { names: natural, how: "the order of their names" };
  throw new UsageError(
    `--class-order: expected an order for the ${formatCount(natural.length)} classes of ${data.name}, since ${file} does not name its own, got none, and there are two: natural, as timm sorts (${shortList(natural)}), and codepoint, as torchvision and Keras sort (${shortList(codepoint)}). Say which, or name a file with a name a line.`,
  );
}

function named(checkpoint: Checkpoint, names: readonly string[]): Checkpoint {
  const { info } = checkpoint;
  const { isNameless: _, ...others } = checkpoint;
  return { ...others, info: { ...info, model: { ...info.model, classNames: [...names] } } };
}

/** A name a line; or JSON: a list, names by number, or numbers by name. */
function namesIn(text: string): readonly string[] {
  const parsed = /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
  if (Array.isArray(parsed)) return parsed.map(String);
  if (typeof parsed === "object" && parsed !== null) {
    const pairs = Object.entries(parsed);
    const byName = pairs.every(([, value]) => typeof value === "number");
    const numbered = pairs.map(([key, value]) =>
      byName ? ([Number(value), key] as const) : ([Number(key), String(value)] as const),
    );
    const sorted = numbered.toSorted(([a], [b]) => a - b);
    return sorted.every(([number], index) => number === index) ? sorted.map(([, name]) => name) : [];
  }
  return text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
