/** Tells what a table or a list of annotations is, where it is none. */
import { DataError } from "../errors.ts";
import { fileKind } from "../file-kind.ts";

/** What else has such a name, and what to do. */
const others: ReadonlyMap<string, string> = new Map([
  ["an HTML page", "Download the file again."],
  ["a Git LFS pointer", "The file itself is not here yet: run git lfs pull."],
  ["an XML file", "Export it in the other format."],
  ["an archive", "Unpack it; a workbook of Excel is saved as CSV UTF-8."],
]);

/**
 * Refuses a file that begins as a page, a pointer or an archive.
 * @throws DataError that says what it is, and `expected` what it should be: "a CSV file".
 */
export function refuseOtherKind(head: Uint8Array, file: string, expected: string): void {
  const { what } = fileKind(head);
  const todo = others.get(what);
  if (todo !== undefined) throw new DataError(`${file}: expected ${expected}, got ${what}. ${todo}`);
  if (what === "a JSON file" && expected !== "a JSON file") {
    throw new DataError(
      `${file}: expected ${expected}, got ${what}. Annotations of COCO are opened by coco:FILE; save others as CSV.`,
    );
  }
}
