/** MATLAB's files of version 5 to 7, compressed or not. */
import { inflateSync } from "node:zlib";
import { errorCode, readWhole } from "@tresnet/files";
import { DataError } from "../../errors.ts";
import { type MatCounts, matLimits, noCounts } from "./mat-budget.ts";
import { elementTypes, MatCursor, type MatElement } from "./mat-cursor.ts";
import type { MatValue } from "./mat-value.ts";
import { readMatArray } from "./read-mat-array.ts";

const headerBytes = 128;

/**
 * The variables of a file by name; one of more than 64 MB, packed or not, is refused (`matLimits`).
 * @throws DataError that names file and place when it cannot be read or is damaged, of another version, or too large.
 * @see "MAT-File Format", MathWorks, chapter 1 (Level 5)
 */
export async function readMatFile(file: string): Promise<ReadonlyMap<string, MatValue>> {
  try {
    return parseMatFile(await readWhole(file, { mostBytes: matLimits.bytes }), file);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${file}: expected a MATLAB file that can be read (${reason}). Check the path.`, { cause });
  }
}

/** Reads the variables in a MATLAB file's bytes; `file` is its name in errors, `counts` hears what it holds. */
export function parseMatFile(
  bytes: Uint8Array,
  file: string,
  counts: MatCounts = noCounts(),
): ReadonlyMap<string, MatValue> {
  const littleEndian = checkHeader(bytes, file);
  const cursor = new MatCursor({ name: file, littleEndian, counts }, bytes.subarray(headerBytes), headerBytes);
  const variables = new Map<string, MatValue>();
  while (cursor.remaining > 0) {
    const element = cursor.next();
    const { name, value } =
      element.type === elementTypes.compressed ? readCompressed(cursor, element) : readMatArray(cursor, element);
    variables.set(name, value);
  }
  return variables;
}

/** Whether the file is little-endian. */
function checkHeader(bytes: Uint8Array, file: string): boolean {
  const title = new TextDecoder("latin1").decode(bytes.subarray(0, 19));
  if (title.startsWith("MATLAB 7.3"))
    throw new DataError(
      `${file}: expected a MATLAB file of version 5 to 7, got one of version 7.3 (HDF5). In MATLAB: save(…, "-v7").`,
    );
  const mark = String.fromCharCode(...bytes.subarray(126, 128));
  if (bytes.length < headerBytes || !title.startsWith("MATLAB 5.0 MAT-file") || (mark !== "IM" && mark !== "MI"))
    throw new DataError(
      `${file}: expected a MATLAB file ("MATLAB 5.0 MAT-file" and 128 bytes of header), got something else, ${bytes.length} bytes. ` +
        "The download may have brought an error page; fetch it again.",
    );
  return mark === "IM";
}

function readCompressed({ source }: MatCursor, { bytes, offset }: MatElement) {
  const name = `${source.name}, unpacked from byte ${offset}`;
  const inner = new MatCursor({ ...source, name }, inflate(bytes, name, source.counts));
  return readMatArray(inner, inner.next());
}

/** All variables together may unpack to no more than the limit. */
function inflate(packed: Uint8Array, name: string, counts: MatCounts): Uint8Array {
  const maxOutputLength = matLimits.bytes - counts.bytes;
  try {
    const bytes = inflateSync(packed, { maxOutputLength: Math.max(1, maxOutputLength) });
    counts.bytes += bytes.length;
    return bytes;
  } catch (cause) {
    const reason =
      errorCode(cause) === "ERR_BUFFER_TOO_LARGE"
        ? `bytes that do not unpack to at most ${matLimits.bytes} in all`
        : `bytes that do not unpack (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new DataError(`${name}: expected compressed data, got ${reason}. Fetch it again.`, { cause });
  }
}
