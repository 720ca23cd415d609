/** What the first directory of a TIFF says of its pixels. */

/** The facts that decide how a TIFF is decoded; lists have their first value. */
export interface TiffTags {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample. */
  readonly bits: number;
  /** 1 unsigned, 2 signed, 3 float, 5 and 6 complex numbers. */
  readonly sampleFormat: number;
  /** Samples of a pixel. */
  readonly samples: number;
  /** What samples mean: 0 and 1 grey, 2 red, green and blue, 3 numbers of a palette, 5 inks … */
  readonly photometric: number;
  readonly compression: number;
  /** 3 where the differences of floats are stored. */
  readonly predictor: number;
  /** How it is laid down, 1 to 8; other numbers mean nothing. */
  readonly orientation: number;
  /** Where the orientation's value stands, and whether the file is little-endian. */
  readonly orientationAt: number | undefined;
  /** Where the list of samples' formats begins, one of 16 bits for each sample. */
  readonly sampleFormatAt: number | undefined;
  readonly isLittle: boolean;
}

/** The tags' numbers, and what is meant where one is missing. */
const numbers = {
  width: [256, 0],
  height: [257, 0],
  bits: [258, 1],
  compression: [259, 1],
  photometric: [262, 1],
  samples: [277, 1],
  predictor: [317, 1],
  orientation: [274, 1],
  sampleFormat: [339, 1],
} as const;

/** More than any TIFF has; a damaged file may claim more. */
const mostTags = 4096;
const typeBytes: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 16: 8 };

/**
 * The facts of a TIFF or BigTIFF; undefined where the bytes are none.
 * @see TIFF 6.0, https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf
 */
export function tiffTags(bytes: Uint8Array): TiffTags | undefined {
  if (bytes.length < 16) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = view.getUint16(0) === 0x4949;
  const isBig = view.getUint16(2, isLittle) === 43;
  const directory = isBig ? Number(view.getBigUint64(8, isLittle)) : view.getUint32(4, isLittle);
  const start = directory + (isBig ? 8 : 2);
  const entryBytes = isBig ? 20 : 12;
  if (start + entryBytes > bytes.length) return undefined;
  const count = isBig
    ? view.getUint32(isLittle ? directory : directory + 4, isLittle)
    : view.getUint16(directory, isLittle);
  const found = new Map<number, { readonly value: number; readonly at: number }>();
  for (let entry = 0; entry < Math.min(count, mostTags); entry++) {
    const at = start + entry * entryBytes;
    if (at + entryBytes > bytes.length) break;
    const place = valuePlace(view, at, { isLittle, isBig });
    if (place !== undefined) found.set(view.getUint16(at, isLittle), { value: place.read(), at: place.at });
  }
  const firstOf = ([tag, missing]: readonly [number, number]) => found.get(tag)?.value ?? missing;
  return {
    width: firstOf(numbers.width),
    height: firstOf(numbers.height),
    bits: firstOf(numbers.bits),
    samples: firstOf(numbers.samples),
    photometric: firstOf(numbers.photometric),
    compression: firstOf(numbers.compression),
    predictor: firstOf(numbers.predictor),
    orientation: firstOf(numbers.orientation),
    sampleFormat: firstOf(numbers.sampleFormat),
    orientationAt: found.get(numbers.orientation[0])?.at,
    sampleFormatAt: found.get(numbers.sampleFormat[0])?.at,
    isLittle,
  };
}

/** Where an entry's first value stands: in the entry where all of them fit, else where it points. */
function valuePlace(view: DataView, entry: number, { isLittle, isBig }: { isLittle: boolean; isBig: boolean }) {
  const bytes = typeBytes[view.getUint16(entry + 2, isLittle)];
  if (bytes === undefined) return undefined;
  const values = isBig ? Number(view.getBigUint64(entry + 4, isLittle)) : view.getUint32(entry + 4, isLittle);
  const [field, room] = isBig ? [entry + 12, 8] : [entry + 8, 4];
  const pointed = () => (isBig ? Number(view.getBigUint64(field, isLittle)) : view.getUint32(field, isLittle));
  const at = values * bytes <= room ? field : pointed();
  if (at + bytes > view.byteLength) return undefined;
  const read = () => {
    if (bytes === 8) return Number(view.getBigUint64(at, isLittle));
    if (bytes === 4) return view.getUint32(at, isLittle);
    return bytes === 2 ? view.getUint16(at, isLittle) : view.getUint8(at);
  };
  return { at, read };
}
