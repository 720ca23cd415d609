/** What files are whose names do not end as an image's do: many are images all the same. */
import { closeSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { fileKind, headBytes } from "../file-kind.ts";
import type { PassedOver } from "./passed-over.ts";

/** Cameras' own files, of which many begin as a TIFF does, and have a small preview where its picture is. */
const rawEndings = new Set(
  "3fr arw cr2 cr3 crw dcr dng erf iiq kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f".split(" "),
);

/** After so many files of an ending, of which none is a picture, the others of that ending are not opened. */
const enoughOpened = 1000;
/** The endings that pictures had in a search, though they are none of pictures. */
const endingsOfPictures = new WeakMap<PassedOver, Set<string>>();

const head = new Uint8Array(headBytes);

/**
 * What a file is that is no image that can be decoded, in the plural: "HEIC pictures", ".txt files"; undefined where
 * its first bytes are those of such an image. `passed` is what the search has counted so far.
 */
export function otherFile(file: string, passed: PassedOver = new Map()): string | undefined {
  const ending = path.extname(file).toLowerCase();
  if (rawEndings.has(ending.slice(1))) return "raw pictures of a camera";
  const usual = ending === "" ? "files without an ending" : `${ending} files`;
  const pictures = endingsOfPictures.get(passed) ?? new Set<string>();
  if ((passed.get(usual)?.count ?? 0) >= enoughOpened && !pictures.has(ending)) return usual;
  const kind = opened(file, usual);
  if (kind !== usual) endingsOfPictures.set(passed, pictures.add(ending));
  return kind;
}

function opened(file: string, usual: string): string | undefined {
  const length = readHead(file);
  if (length === undefined) return "files that cannot be opened";
  const { format, pictures } = fileKind(head.subarray(0, length));
  if (format !== undefined) return undefined;
  return pictures ?? usual;
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
