/** Several classes in one cell of a CSV file: how to tell, and how to take them apart. */

/** Between classes of one image, the first of these that occurs anywhere in the column; blanks if none does. */
const separators = ["|", ";", ","] as const;

/** The separator of a column of lists without brackets. */
export function separatorOf(cells: Iterable<string>): string {
  const found = new Set<string>();
  for (const cell of cells) for (const each of separators) if (cell.includes(each)) found.add(each);
  return separators.find((each) => found.has(each)) ?? " ";
}

/** The names in a cell without brackets. */
export function splitList(cell: string, separator: string): string[] {
  return cell
    .split(separator)
    .map((name) => name.trim())
    .filter(Boolean);
}

/**
 * Tells whether a cell is a list as Python, NumPy or JSON write one: `['cat', 'dog']`, `("cat",)`, `{'cat'}`,
 * `['cat' 'dog']`, `[1, 2]`.
 */
export function isBracketed(cell: string): boolean {
  return /^(\[.*\]|\((['"\d].*)?\)|\{(['"\d].*)?\}|set\(\))$/s.test(cell);
}

const item = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s,'"[\](){}:]+))\s*,?/sy;

/** The names in a list with brackets; undefined where it is damaged, or holds anything but texts and numbers. */
export function bracketedNames(cell: string): string[] | undefined {
  if (cell === "set()") return [];
  const inside = cell.slice(1, -1);
  const names: string[] = [];
  item.lastIndex = 0;
  while (item.lastIndex < inside.trimEnd().length) {
    const found = item.exec(inside);
    if (!found) return undefined;
    const [, single, double, bare] = found;
    if (bare !== undefined && /^(nan|none|null)$/i.test(bare)) return undefined;
    names.push((bare ?? unescaped(single ?? double ?? "")).trim());
  }
  return names.filter(Boolean);
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([\da-f]{4})|x([\da-f]{2})|(.))/gis, (_, long, short, letter) =>
    letter === undefined ? String.fromCharCode(Number.parseInt(long ?? short, 16)) : letter,
  );
}

/** What looks like several classes in one cell. */
export interface Several {
  readonly cell: string;
  readonly separator: string;
  /** Whether such a cell is taken apart where several classes are wanted. */
  readonly isSplit: boolean;
}

/** Signs that stand between classes and in names too. */
const signs = ["/", "+", "&", "-", "_"] as const;

/**
 * A cell that looks as if it held several classes, in a column that should hold one; undefined where there is none.
 *
 * Bars and semicolons are in no name. Between commas or blanks, what stands there must stand elsewhere too: "16 0" is
 * several, and "haze primary" where "primary" is alone or with others; "tench, Tinca tinca" and "traffic light" are
 * names. Between other signs each must stand alone elsewhere: "cat/dog" where there are "cat" and "dog".
 */
export function severalIn(cells: Iterable<string>): Several | undefined {
  const different = new Set(cells);
  for (const cell of different) {
    const [, separator] = /[^|;\s]\s*([|;])[|;]*\s*[^|;\s]/.exec(cell) ?? [];
    if (separator !== undefined) return { cell, separator, isSplit: true };
  }
  for (const separator of [",", " "]) {
    const cell = recurring(different, separator, separator === " ");
    if (cell !== undefined) return { cell, separator, isSplit: true };
  }
  for (const separator of signs) {
    for (const cell of different) {
      const pieces = splitList(cell, separator);
      if (pieces.length < 2 || !pieces.every((piece) => different.has(piece))) continue;
      if (pieces.some((piece) => !isNumber(piece))) return { cell, separator, isSplit: false };
    }
  }
  return undefined;
}

function isNumber(piece: string): boolean {
  return /^\d+$/.test(piece);
}

/** Whether lists hold a 0 or 1 for each class in place of names: all of one length, and of nothing else. */
export function areVectors(lists: Iterable<readonly string[]>): boolean {
  let length: number | undefined;
  let isRepeated = false;
  for (const list of lists) {
    length ??= list.length;
    if (list.length !== length || length < 2 || !list.every((item) => /^[01](\.0*)?$/.test(item))) return false;
    isRepeated ||= new Set(list).size < list.length || list[0] !== "0";
  }
  return length !== undefined && isRepeated;
}

/** The first cell whose pieces all are in other cells too; with `isStrict` one of them alone, or all are numbers. */
function recurring(cells: ReadonlySet<string>, separator: string, isStrict: boolean): string | undefined {
  const counts = new Map<string, number>();
  const several: { readonly cell: string; readonly pieces: readonly string[] }[] = [];
  for (const cell of cells) {
    const pieces = [...new Set(splitList(cell, separator))];
    for (const piece of pieces) counts.set(piece, (counts.get(piece) ?? 0) + 1);
    if (pieces.length > 1) several.push({ cell, pieces });
  }
  return several.find(({ pieces }) => {
    if (pieces.every(isNumber)) return true;
    if (isStrict && !pieces.some((piece) => cells.has(piece))) return false;
    return pieces.every((piece) => (counts.get(piece) ?? 0) > 1);
  })?.cell;
}
