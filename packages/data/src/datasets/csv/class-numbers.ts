/** Numbers the classes of a CSV file. */
import { canonicalName } from "../../dataset/class-names.ts";
import { spelledOut } from "../../shown-text.ts";
import type { DataNotice } from "../dataset-row.ts";

/** Gives each name a number, as names come; those that are the same in NFC have one. */
export interface ClassNumbers {
  /** The number of a name, a new one if it is new. */
  readonly of: (name: string) => number;
  /** The names in order, and each number's place there. */
  readonly sorted: () => { readonly classNames: readonly string[]; readonly places: readonly number[] };
}

/** Makes numbers for a file's classes, and tells of names that are spelled in two ways. */
export function classNumbers(file: string, onNotice: ((notice: DataNotice) => void) | undefined): ClassNumbers {
  const numbers = new Map<string, number>();
  const canonical = new Map<string, number>();
  const names: string[] = [];
  return {
    of(name) {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      const same = canonical.get(canonicalName(name));
      const number = same ?? names.push(name) - 1;
      if (same !== undefined) {
        const message = `${file}: the names ${spelledOut(names[same] ?? "")} and ${spelledOut(name)} are two spellings of one name, and taken for one class.`;
        onNotice?.({ level: "warning", message });
      }
      numbers.set(name, number);
      canonical.set(canonicalName(name), number);
      return number;
    },
    sorted() {
      const classNames = sorted(names);
      const places = new Map(classNames.map((name, place) => [name, place]));
      return { classNames, places: names.map((name) => places.get(name) ?? -1) };
    },
  };
}

/** By name, and by value where all names are numbers: "2.0" before "10.0". */
function sorted(names: readonly string[]): string[] {
  const areNumbers = names.every((name) => /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(name));
  const byName = [...names].sort();
  return areNumbers ? byName.sort((a, b) => Number(a) - Number(b)) : byName;
}
