/** BMP's run lengths: pairs of a count and a colour, and marks for what is not a run. */
import type { BmpHeader } from "./bmp-header.ts";

const endOfRow = 0;
const endOfPicture = 1;
const jump = 2;

/** The numbers of the colours, in the order of the rows in the file; pixels that no run has are 0. */
export function unpackBmpRuns(bytes: Uint8Array, { width, height, bits, offset }: BmpHeader): Uint8Array {
  // A pair of bytes stands for 255 pixels at most; a jump may stand for more, but no picture is made of jumps alone.
  if (width * height > 2 ** 20 + 1024 * bytes.length) throw new Error("the BMP is cut off");
  const indices = new Uint8Array(width * height);
  let [at, x, y] = [offset, 0, 0];
  /** Writes pixels of a row; those that leave it are dropped. */
  const put = (count: number, value: (index: number) => number) => {
    for (let i = 0; i < count && x < width; i++, x++) indices[y * width + x] = value(i);
  };
  const half = (byte: number, index: number) => (index % 2 === 0 ? byte >> 4 : byte & 15);
  while (y < height) {
    const [count, value] = [bytes[at], bytes[at + 1]];
    if (count === undefined || value === undefined) throw new Error("the BMP is cut off: its runs have no end");
    at += 2;
    if (count > 0) put(count, (index) => (bits === 8 ? value : half(value, index)));
    else if (value === endOfRow) [x, y] = [0, y + 1];
    else if (value === endOfPicture) break;
    else if (value === jump) {
      [x, y] = [x + (bytes[at] ?? 0), y + (bytes[at + 1] ?? 0)];
      at += 2;
    } else {
      const start = at;
      put(value, (index) => (bits === 8 ? (bytes[start + index] ?? 0) : half(bytes[start + (index >> 1)] ?? 0, index)));
      const length = bits === 8 ? value : Math.ceil(value / 2);
      at += length + (length % 2); // whole pairs of bytes
    }
  }
  return indices;
}
