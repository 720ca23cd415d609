/**
 * The blocks of 512 bytes that describe the entries of a tar archive, and the records that say more of the next one.
 *
 * @see POSIX.1-2001, "pax Interchange Format"; GNU tar's manual, "Basic Tar Format"
 */

/** The size of a block; contents are filled up to a multiple of it. */
export const blockBytes = 512;

/** What an entry is: `more` says more of the next one, `other` is a link, a device or a record that is passed over. */
export type TarKind = "file" | "folder" | "long-name" | "more" | "other";

/** One entry. */
export interface TarHeader {
  readonly kind: TarKind;
  readonly path: string;
  /** The bytes that follow. */
  readonly size: number;
}

/** Reads a block; a string says what is wrong with it. */
export function parseHeader(block: Buffer): TarHeader | string {
  const sum = octal(block, 148, 8);
  if (sum === undefined || !hasSum(block, sum)) return "a header whose checksum is wrong";
  const size = octal(block, 124, 12);
  if (size === undefined) return "a header without a size";
  const name = text(block, 0, 100);
  const isPosix = text(block, 257, 6) === "ustar"; // GNU's own has blanks after it, and no prefix
  const prefix = isPosix && block[262] === 0 ? text(block, 345, 155) : "";
  const path = prefix === "" ? name : `${prefix}/${name}`;
  return { kind: kindOf(String.fromCharCode(block[156] ?? 0), path), path, size };
}

function kindOf(type: string, path: string): TarKind {
  switch (type) {
    case "0":
    case "\0":
    case "7":
      return path.endsWith("/") ? "folder" : "file";
    case "5":
      return "folder";
    case "L":
      return "long-name";
    case "x":
      return "more";
    default:
      return "other";
  }
}

/** The text of a name that ends where a zero stands. */
export function text(bytes: Buffer, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString("utf8", 0, end < 0 ? field.length : end);
}

/** A number in octal digits, or, where the first bit is set, in binary; undefined for anything else. */
function octal(block: Buffer, start: number, length: number): number | undefined {
  const field = block.subarray(start, start + length);
  if (field[0] === 0x80) {
    const number = field.subarray(1).reduce((value, byte) => value * 256 + byte, 0);
    return Number.isSafeInteger(number) ? number : undefined;
  }
  const digits = field.toString("latin1").replaceAll(/[\0 ]/g, "");
  return /^[0-7]{1,11}$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

/** Whether the bytes add up to `sum`, as unsigned numbers or, by old programs, as signed ones. */
function hasSum(block: Buffer, sum: number): boolean {
  let unsigned = 0;
  let signed = 0;
  for (const [index, byte] of block.entries()) {
    const value = index >= 148 && index < 156 ? 0x20 : byte;
    unsigned += value;
    signed += value < 128 ? value : value - 256;
  }
  return sum === unsigned || sum === signed;
}

/** What the records of pax say of the next entry. */
export interface MoreOfNext {
  readonly path?: string;
  readonly size?: number;
}

/** Reads records such as "23 path=photos/a.jpg\n", whose numbers count all of their bytes; undefined for others. */
export function parseRecords(bytes: Buffer): MoreOfNext | undefined {
  const values = new Map<string, string>();
  for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
    const blank = bytes.subarray(at, at + 8).indexOf(" ");
    const digits = blank < 0 ? "" : bytes.toString("latin1", at, at + blank);
    const end = at + Number(digits);
    if (!/^\d{1,7}$/.test(digits) || end > bytes.length || end <= at + blank + 1 || bytes[end - 1] !== 0x0a) {
      return undefined;
    }
    const record = bytes.toString("utf8", at + blank + 1, end - 1);
    const equals = record.indexOf("=");
    if (equals < 0) return undefined;
    values.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  const path = values.get("path");
  const size = values.get("size");
  if (size !== undefined && !(/^\d{1,16}$/.test(size) && Number.isSafeInteger(Number(size)))) return undefined;
  return { ...(path !== undefined && { path }), ...(size !== undefined && { size: Number(size) }) };
}
