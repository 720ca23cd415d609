/**
 * The few facts about a JPEG that are needed before it is decoded; sharp's `metadata()` takes a tenth of the decoding.
 */

export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 colour, 4 CMYK. */
  readonly components: number;
  /** Whether there is EXIF, which may turn the image. */
  readonly hasExif: boolean;
  /** Whether an application's segment says what libjpeg warns of, which only sharp tells. */
  readonly isWarnedOf: boolean;
}

const startOfImage = 0xffd8;
const exif = 0xe1;
/** Baseline, extended and progressive: what libjpeg decodes with 8 bits. */
const frames = [0xc0, 0xc1, 0xc2];

/** The header of a JPEG's bytes, or undefined where they are no JPEG or an unusual one. */
export function jpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => (at + 2 <= bytes.length ? view.getUint16(at) : 0);
  if (word(0) !== startOfImage) return undefined;
  let [hasExif, isWarnedOf] = [false, false];
  for (let at = 2; at + 10 <= bytes.length; ) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda)) return undefined;
    if (frames.includes(marker)) {
      const header = { width: word(at + 7), height: word(at + 5), components: bytes[at + 9] ?? 0 };
      return bytes[at + 4] === 8 && header.width > 0 && header.height > 0
        ? { ...header, hasExif, isWarnedOf }
        : undefined;
    }
    hasExif ||= marker === exif;
    const length = word(at + 2);
    isWarnedOf ||= isOddSegment(marker, bytes.subarray(at + 4, at + 2 + length));
    if (length < 2) return undefined;
    at += 2 + length;
  }
  return undefined;
}

/** Whether libjpeg warns of a segment: JFIF has version 1 alone, and Adobe's transform is 0 or 1. */
function isOddSegment(marker: number, content: Uint8Array): boolean {
  const begins = (name: string) => Buffer.from(content.subarray(0, name.length)).toString("latin1") === name;
  if (marker === 0xe0) return content.length >= 14 && begins("JFIF\0") && content[5] !== 1;
  return marker === 0xee && content.length >= 12 && begins("Adobe") && (content[11] ?? 0) > 1;
}
