/** One of CIFAR's binary files: records of a label and 32 × 32 pixels, each channel for itself. */
import { DataError } from "../../errors.ts";

export interface CifarBatch {
  /** [n]. */
  readonly labels: Uint8Array;
  /** [n, 32, 32, 3], in memory that decode workers share. */
  readonly pixels: Uint8Array;
}

const area = 32 * 32;

/**
 * Parses one file; `classes` and `labelBytes` (the last of which is the class) tell CIFAR-10 from CIFAR-100.
 * @throws DataError that names the file when its size or a label is impossible.
 */
export function readCifarBatch(
  bytes: Uint8Array,
  { classes, labelBytes }: { readonly classes: number; readonly labelBytes: number },
  file: string,
): CifarBatch {
  const recordBytes = labelBytes + 3 * area;
  const count = bytes.length / recordBytes;
  if (!Number.isInteger(count) || count === 0) {
    throw new DataError(
      `${file}: expected whole records of ${recordBytes} bytes, got ${bytes.length} bytes. The file is cut off or another one; fetch the data again.`,
    );
  }
  const labels = new Uint8Array(count);
  const pixels = new Uint8Array(new SharedArrayBuffer(count * 3 * area));
  for (let record = 0; record < count; record++) {
    const start = record * recordBytes;
    const label = bytes[start + labelBytes - 1] ?? 0;
    if (label >= classes) {
      throw new DataError(
        `${file}: expected labels below ${classes}, got ${label} in record ${record}. The file is damaged or another one; fetch the data again.`,
      );
    }
    labels[record] = label;
    interleave(bytes, start + labelBytes, pixels, record * 3 * area);
  }
  return { labels, pixels };
}

/** [3, 32, 32] → [32, 32, 3]. */
function interleave(from: Uint8Array, start: number, to: Uint8Array, target: number): void {
  for (let pixel = 0, at = target; pixel < area; pixel++, at += 3) {
    to[at] = from[start + pixel] ?? 0;
    to[at + 1] = from[start + area + pixel] ?? 0;
    to[at + 2] = from[start + 2 * area + pixel] ?? 0;
  }
}
