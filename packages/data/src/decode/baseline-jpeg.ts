/**
 * What has to be known of a JPEG before its entropy-coded data is read, for the usual kind: baseline, YCbCr, one scan,
 * no restarts.
 */

/** One component of the image. */
export interface BaselineComponent {
  /** The horizontal sampling factor: blocks side by side in a unit (MCU). */
  readonly horizontal: number;
  /** The vertical sampling factor: blocks above each other in a unit. */
  readonly vertical: number;
  /** The quantization table: 64 factors, in the order of the coefficients. */
  readonly quantizationTable: Uint8Array;
  /** The Huffman table of DC coefficients as it stands in the file: 16 counts and the symbols. */
  readonly dc: Uint8Array;
  /** The Huffman table of AC coefficients, in the same form. */
  readonly ac: Uint8Array;
}

/** The description of a baseline JPEG in colour. */
export interface BaselineJpeg {
  /** Columns, at least 8. */
  readonly width: number;
  /** Rows, at least 1. */
  readonly height: number;
  /** Y, Cb and Cr. */
  readonly components: readonly [BaselineComponent, BaselineComponent, BaselineComponent];
  /** Where the entropy-coded data begins, in bytes from the file's start. */
  readonly scan: number;
}

/** What the segments before the scan said. */
interface Tables {
  readonly quantizationTables: Uint8Array[];
  /** Huffman tables: those of DC coefficients from 0 on, those of AC coefficients from 16 on. */
  readonly huffmanTables: Uint8Array[];
  frame?: Uint8Array;
  isJfif?: boolean;
}

const startOfScan = 0xda;
/** The sampling factors that Y may have, horizontal × vertical; Cb and Cr have 1×1. */
const lumaSamplings = ["1×1", "2×1", "2×2"];

/**
 * The description of such a JPEG, or undefined for any other file.
 * @see ITU-T T.81, https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.2
 */
export function baselineJpeg(bytes: Uint8Array): BaselineJpeg | undefined {
  const tables: Tables = { quantizationTables: [], huffmanTables: [] };
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  for (let at = 2; at + 4 <= bytes.length; ) {
    const [start, code = 0, high = 0, low = 0] = bytes.subarray(at, at + 4);
    const end = at + 2 + ((high << 8) | low);
    if (start !== 0xff || end > bytes.length || end < at + 4) return undefined;
    const content = bytes.subarray(at + 4, end);
    if (code === startOfScan) return described(content, end, tables);
    if (!readSegment(code, content, tables)) return undefined;
    at = end;
  }
  return undefined;
}

/** Notes what a segment says; false where it makes the file an unusual one. */
function readSegment(code: number, content: Uint8Array, tables: Tables): boolean {
  switch (code) {
    case 0xc0: // baseline
    case 0xc1: // extended, which is the same with 8 bits
      if (tables.frame) return false;
      tables.frame = content;
      return true;
    case 0xc4:
      return addTables(content, tables.huffmanTables, { lengthOf: huffmanTableLength, highest: 0x13 });
    case 0xdb: // those of 16 bits, numbered from 0x10 on, are another decoder's
      return addTables(content, tables.quantizationTables, { lengthOf: () => 64, highest: 3 });
    case 0xdd: // restarts
      return content.every((byte) => byte === 0);
    case 0xe0:
      tables.isJfif ||= content.length >= 14 && isNamed(content, "JFIF\0");
      return true;
    case 0xee: // says otherwise where the colours are no YCbCr
      return !isNamed(content, "Adobe") || content[11] === 1;
    default: // comments, and what other programs left for themselves
      return code === 0xfe || (code >= 0xe1 && code <= 0xef);
  }
}

function described(scan: Uint8Array, end: number, { frame, quantizationTables, huffmanTables, isJfif }: Tables) {
  if (frame?.length !== 15 || scan.length !== 10) return undefined;
  const [precision, y1 = 0, y0 = 0, x1 = 0, x0 = 0, count] = frame;
  if (precision !== 8 || count !== 3 || scan[0] !== 3) return undefined;
  if (scan[7] !== 0 || scan[8] !== 63 || scan[9] !== 0) return undefined; // all coefficients, all their bits
  const components: BaselineComponent[] = [];
  for (let c = 0; c < 3; c++) {
    const [id, sampling = 0, table = 0] = frame.subarray(6 + 3 * c);
    const [scanned, numbers = 0] = scan.subarray(1 + 2 * c);
    const quantizationTable = quantizationTables[table];
    const [dc, ac] = [huffmanTables[numbers >> 4], huffmanTables[16 + (numbers & 15)]];
    if (id !== scanned || !quantizationTable || !dc || !ac || !(isJfif || id === c + 1)) return undefined;
    components.push({ horizontal: sampling >> 4, vertical: sampling & 15, quantizationTable, dc, ac });
  }
  const [luma, cb, cr] = components;
  if (!luma || !cb || !cr || !lumaSamplings.includes(`${luma.horizontal}×${luma.vertical}`)) return undefined;
  if ([cb, cr].some(({ horizontal, vertical }) => horizontal !== 1 || vertical !== 1)) return undefined;
  const [width, height] = [(x1 << 8) | x0, (y1 << 8) | y0];
  // libjpeg interpolates no chroma in images that are narrower than five pixels
  return width < 8 || height < 1 ? undefined : { width, height, components: [luma, cb, cr] as const, scan: end };
}

/** The bytes of a Huffman table: 16 counts and as many symbols as they say, of which no table has more than 256. */
function huffmanTableLength(table: Uint8Array): number {
  const symbols = table.subarray(0, 16).reduce((a, b) => a + b, 0);
  return symbols > 256 ? Number.POSITIVE_INFINITY : 16 + symbols;
}

interface TableForm {
  readonly lengthOf: (table: Uint8Array) => number;
  /** The highest number that a table may have; its lower four bits are 0 to 3 in any case. */
  readonly highest: number;
}

/** Adds a segment's tables at their numbers; false if they have other numbers or leave the segment. */
function addTables(content: Uint8Array, tables: Uint8Array[], { lengthOf, highest }: TableForm): boolean {
  for (let at = 0; at < content.length; ) {
    const number = content[at++] ?? 0;
    const length = lengthOf(content.subarray(at));
    if ((number & 15) > 3 || number > highest || at + length > content.length) return false;
    tables[number] = content.subarray(at, at + length);
    at += length;
  }
  return true;
}

function isNamed(content: Uint8Array, name: string): boolean {
  return [...name].every((letter, i) => content[i] === letter.charCodeAt(0));
}
