/**
 * The classes of published models in words, in the order of their outputs. ImageNet's are WordNet's
 * (labels/WORDNET-LICENSE).
 */
import { readFileSync } from "node:fs";
import { packageFile } from "../package-file.ts";

/** The lists of classes that published weights were trained on, and the number of classes in each. */
export const classSets = {
  "cifar-10": 10,
  "imagenet-1k": 1000,
  "imagenet-21k-miil": 11_221,
} as const satisfies Record<string, number>;

/** The name of a list of classes that published weights were trained on. */
export type ClassSet = keyof typeof classSets;

/** The classes of a set, in the order of the logits. */
export interface ClassList {
  /** Words for each class, as "tench, Tinca tinca"; where two classes share them, each has its id after them. */
  readonly names: readonly string[];
  /**
   * The names of the folders of their images: WordNet's numbers, as "n01440764", for ImageNet; the words themselves for
   * CIFAR.
   */
  readonly ids: readonly string[];
}

const lists = new Map<ClassSet, ClassList>();

/** Gives the classes of a set, read once from a file of this package. */
export function classList(set: ClassSet): ClassList {
  const known = lists.get(set);
  if (known !== undefined) return known;
  const list = readList(set);
  lists.set(set, list);
  return list;
}

function readList(set: ClassSet): ClassList {
  const text = readFileSync(packageFile("labels", `${set}.tsv`), "utf8");
  const rows = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
  const counts = new Map<string, number>();
  for (const [, words = ""] of rows) counts.set(words, (counts.get(words) ?? 0) + 1);
  const isShared = (words: string) => (counts.get(words) ?? 0) > 1;
  return {
    ids: rows.map(([id = ""]) => id),
    names: rows.map(([id = "", words = ""]) => (isShared(words) ? `${words} (${id})` : words)),
  };
}
