/** What a checkpoint calls its classes, where it says so beside its weights. */

/** Names by number, as the authors' weights for many labels have them (`idx_to_class`). */
const byNumber = ["idx_to_class", "id2label", "idx2class", "names"];

/** Numbers by name, as torchvision's ImageFolder makes them (`class_to_idx`). */
const byName = ["class_to_idx", "label2id", "class2idx"];

/** Lists in the order of the logits. */
const lists = ["classes", "class_names", "CLASSES", "names"];

/** The most classes that are looked at. */
const limit = 100_000;

/**
 * The names of classes in the order of the logits; undefined where the value does not say all of them. `plain` makes
 * lists of a file's own kinds of list.
 */
export function classNamesIn(value: unknown, plain = (list: unknown) => list): string[] | undefined {
  if (!(value instanceof Map)) return undefined;
  const found = [
    ...byNumber.map((key) => ordered(value.get(key), (number, name) => [number, name])),
    ...byName.map((key) => ordered(value.get(key), (name, number) => [number, name])),
    ...lists.map((key) => listed(plain(value.get(key)))),
  ];
  return found.find((names) => names !== undefined) ?? classNamesIn(value.get("meta"), plain);
}

function listed(names: unknown): string[] | undefined {
  if (!Array.isArray(names) || names.length === 0 || names.length > limit) return undefined;
  return names.every((name) => typeof name === "string") ? [...names] : undefined;
}

/** Every number from 0 on must have a name; JSON has made texts of them. */
function ordered(
  dict: unknown,
  pairOf: (key: unknown, value: unknown) => readonly [number: unknown, name: unknown],
): string[] | undefined {
  if (!(dict instanceof Map) || dict.size === 0 || dict.size > limit) return undefined;
  const names = new Map<number, string>();
  for (const [key, value] of dict) {
    const [number, name] = pairOf(key, value);
    const index = typeof number === "string" && /^\d{1,6}$/.test(number) ? Number(number) : number;
    if (typeof index !== "number" || typeof name !== "string" || names.has(index)) return undefined;
    names.set(index, name);
  }
  return listed(Array.from({ length: names.size }, (_, index) => names.get(index)));
}
