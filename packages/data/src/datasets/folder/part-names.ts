/** Names of folders and files that say which part of a data set they hold, as people spell them. */

/** The part that a name stands for. */
export interface NamedPart {
  readonly part: "train" | "val" | "test";
  /** What the name says besides, such as "seg" of "seg_train"; mostly nothing. */
  readonly rest: string;
}

const partWords: Readonly<Record<string, NamedPart["part"]>> = {
  train: "train",
  training: "train",
  trn: "train",
  val: "val",
  valid: "val",
  validate: "val",
  validation: "val",
  validating: "val",
  dev: "val",
  devel: "val",
  development: "val",
  test: "test",
  testing: "test",
  tst: "test",
};
/** Says nothing beside the name of a part. */
const filler =
  /^(sets?|data|datasets?|images?|imgs?|photos?|pictures?|pics?|files?|splits?|parts?|folders?|dir|samples?)$/;
const fused = /^(.+?)(sets?|data|dataset|images?|imgs?|split|samples?)$/;

/**
 * The part that a name stands for, in any case and usual spelling: "train", "Training", "train_set", "TestSet",
 * "val2017", "dev"; undefined where it names no part or several.
 */
export function namedPart(name: string): NamedPart | undefined {
  const words = name
    .normalize("NFKC")
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter(Boolean)
    .map((word) => (partOfWord(word) === undefined ? partless(word) : word));
  const parts = words.flatMap((word) => partOfWord(word) ?? []);
  const [part] = parts;
  if (part === undefined || parts.length > 1) return undefined;
  const rest = words.filter((word) => partOfWord(word) === undefined && !filler.test(word)).join(" ");
  return { part, rest };
}

/** "trainset" is "train". */
function partless(word: string): string {
  const [, before = ""] = fused.exec(word) ?? [];
  return partOfWord(before) === undefined ? word : before;
}

function partOfWord(word: string): NamedPart["part"] | undefined {
  return Object.hasOwn(partWords, word) ? partWords[word] : undefined;
}

/** Whether all names stand for parts, each in at least two: "trainA", "trainB", "testA" and "testB" are no classes. */
export function areAllParts(names: readonly string[]): boolean {
  const parts = new Map<string, Set<string>>();
  for (const name of names) {
    const named = namedPart(name);
    if (named === undefined) return false;
    parts.set(named.rest, (parts.get(named.rest) ?? new Set()).add(named.part));
  }
  return parts.size > 0 && [...parts.values()].every(({ size }) => size > 1);
}

/** Names sorted by the part that they stand for. */
export interface PartNames {
  readonly train: readonly string[];
  readonly val: readonly string[];
  readonly test: readonly string[];
  /** Those that stand for no part. */
  readonly others: readonly string[];
}

/**
 * Sorts names by part. What stands beside the part's name must be nothing, or the same in two parts: "seg_train" and
 * "seg_test" are parts, "train_station" is none.
 */
export function sortByPart(names: readonly string[]): PartNames {
  const found = names.map((name) => ({ name, named: namedPart(name) }));
  const partsWith = (rest: string) => new Set(found.flatMap(({ named }) => (named?.rest === rest ? named.part : [])));
  const rests = new Set(found.flatMap(({ named }) => named?.rest ?? []));
  const rest = [...rests].sort().find((one) => one === "" || (partsWith(one).has("train") && partsWith(one).size > 1));
  const of = (part: NamedPart["part"] | undefined) =>
    found.filter(({ named }) => (named?.rest === rest ? named?.part : undefined) === part).map(({ name }) => name);
  return { train: of("train"), val: of("val"), test: of("test"), others: of(undefined) };
}
