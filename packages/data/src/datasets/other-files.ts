/** What files are whose names do not end as an image's do: many are images all the same. */
import { closeSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { fileKind, headBytes } from "../file-kind.ts";

/** Cameras' own files, of which many begin as a TIFF does, and have a small preview where its picture is. */
const rawEndings = new Set(
  "3fr arw cr2 cr3 crw dcr dng erf iiq kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f".split(" "),
);

const head = new Uint8Array(headBytes);

/**
 * What a file is that is no image that can be decoded, in the plural: "HEIC pictures", ".txt files"; undefined where
 * its first bytes are those of such an image.
 */
export function otherFile(file: string): string | undefined {
  const ending = path.extname(file).toLowerCase();
  if (rawEndings.has(ending.slice(1))) return "raw pictures of a camera";
  const length = readHead(file);
  if (length === undefined) return "files that cannot be opened";
  const { format, pictures } = fileKind(head.subarray(0, length));
  if (format !== undefined) return undefined;
  return pictures ?? (ending === "" ? "files without an ending" : `${ending} files`);
}

/**
 * Reads the first bytes of a file, and tells how many there are. At once: there may be as many such files as images,
 * and over Node's thread pool each takes ten times as long.
 */
function readHead(file: string): number | undefined {
  try {
    const handle = openSync(file, "r");
    try {
      return readSync(handle, head, 0, headBytes, 0);
    } finally {
      closeSync(handle);
    }
  } catch {
    return undefined;
  }
}
