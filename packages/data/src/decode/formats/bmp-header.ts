/** What a BMP says before its pixels. */

/** A BMP's size and form. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Bits of a pixel. */
  readonly bits: 1 | 4 | 8 | 16 | 24 | 32;
  /** Whether pixels are stored as they are, or as runs of 4 or 8 bits. */
  readonly compression: "none" | "runs";
  /** Whether the first row is the top one. */
  readonly isTopDown: boolean;
  /** Where the pixels begin, in bytes from the file's start. */
  readonly offset: number;
  /** Colours of the numbers, red, green, blue for each; empty for 16 bits and more. */
  readonly palette: Uint8Array;
  /** The bits of red, green and blue. */
  readonly masks: readonly [number, number, number];
}

const compressions = ["none", "runs of 8 bits", "runs of 4 bits", "bit masks", "JPEG", "PNG", "bit masks with alpha"];
/** The length of OS/2's first header, which has 16 bits for a size. */
const shortHeader = 12;
/** 5 bits for each colour in 16, 8 in more. */
const usualMasks = { 16: [0x7c00, 0x3e0, 0x1f], 32: [0xff0000, 0xff00, 0xff] } as const;

/** @throws Error when the file is cut off or of a kind that is not decoded. */
export function bmpHeader(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = (at: number) => (at + 4 <= bytes.length ? view.getUint32(at, true) : fail("it ends in its header"));
  const word = (at: number) => (at + 2 <= bytes.length ? view.getUint16(at, true) : fail("it ends in its header"));
  const length = long(14);
  const isShort = length === shortHeader;
  const signedHeight = isShort ? word(20) : long(22) | 0;
  const bits = bitsOf(word(isShort ? 24 : 28));
  const code = isShort ? 0 : long(30);
  const isRuns = (code === 1 && bits === 8) || (code === 2 && bits === 4);
  const hasMasks = code === 3 || code === 6;
  if (code !== 0 && !isRuns && !(hasMasks && (bits === 16 || bits === 32))) {
    fail(`it has ${bits} bits a pixel and ${compressions[code] ?? `compression ${code}`}, which is not decoded`);
  }
  const colors = bits > 8 ? 0 : colorsOf(isShort ? 0 : long(46), bits);
  const start = 14 + length + (hasMasks && length === 40 ? (code === 6 ? 16 : 12) : 0);
  const entry = isShort ? 3 : 4;
  const given = long(10);
  return {
    width: isShort ? word(18) : long(18),
    height: Math.abs(signedHeight),
    bits,
    compression: isRuns ? "runs" : "none",
    isTopDown: signedHeight < 0,
    // Some programs forget the palette, as PIL has found.
    offset: bits <= 8 && given === 14 + length ? given + 4 * colors : given,
    palette: paletteOf(bytes.subarray(start, start + entry * colors), entry),
    masks: hasMasks ? checked([long(54), long(58), long(62)]) : [...usualMasks[bits === 16 ? 16 : 32]],
  };
}

/** The bytes of a row, without those that fill it up. */
export function rowBytes({ width, bits }: BmpHeader): number {
  return Math.ceil((width * bits) / 8);
}

function bitsOf(bits: number): BmpHeader["bits"] {
  if (bits === 1 || bits === 4 || bits === 8 || bits === 16 || bits === 24 || bits === 32) return bits;
  return fail(`it has ${bits} bits a pixel, and 1, 4, 8, 16, 24 and 32 are decoded`);
}

function colorsOf(given: number, bits: number): number {
  if (given > 65_536) fail(`its palette has ${given} colours`);
  return Math.min(256, given === 0 ? 1 << bits : given);
}

function paletteOf(entries: Uint8Array, entry: number): Uint8Array {
  const colors = Math.floor(entries.length / entry);
  return Uint8Array.from({ length: 3 * colors }, (_, i) => entries[entry * Math.floor(i / 3) + 2 - (i % 3)] ?? 0);
}

/** Each mask is one run of bits, as wide as a colour's levels may be. */
function checked(masks: [number, number, number]): [number, number, number] {
  for (const mask of masks) {
    const shifted = mask === 0 ? 0 : mask >>> (31 - Math.clz32(mask & -mask));
    if (shifted === 0 || (shifted & (shifted + 1)) !== 0 || shifted > 0xffff) {
      fail(`its bit mask ${mask.toString(16)} is none of a colour`);
    }
  }
  return masks;
}

function fail(what: string): never {
  throw new Error(`the BMP cannot be decoded: ${what}`);
}
