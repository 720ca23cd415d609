/** TIFF files that sharp does not write. */

const short = 3;
const long = 4;
const floats = 3;

/** A TIFF of float32 samples, grey or RGB, uncompressed, in one strip. */
export function floatTiff(width: number, height: number, channels: 1 | 3, values: readonly number[]): Uint8Array {
  return tiff(width, height, channels, {
    bits: 32,
    format: floats,
    samples: Buffer.from(Float32Array.from(values).buffer),
  });
}

/** How samples are stored. */
export interface Samples {
  readonly bits: number;
  /** 1 unsigned, 2 signed, 3 float. */
  readonly format: number;
  readonly samples: Buffer;
  /** @default 1, none */
  readonly compression?: number;
  /** What samples mean. Default: 1, grey, or 2, RGB. */
  readonly photometric?: number;
}

/** An uncompressed little-endian TIFF in one strip. */
export function tiff(
  width: number,
  height: number,
  channels: number,
  { bits, format, samples, compression = 1, photometric = channels === 1 ? 1 : 2 }: Samples,
): Uint8Array {
  const tags: (readonly [tag: number, type: number, values: readonly number[]])[] = [
    [256, long, [width]],
    [257, long, [height]],
    [258, short, new Array<number>(channels).fill(bits)],
    [259, short, [compression]],
    [262, short, [photometric]],
    [273, long, [0]],
    [277, short, [channels]],
    [278, long, [height]],
    [279, long, [samples.length]],
    [339, short, new Array<number>(channels).fill(format)],
  ];
  const directory = 8;
  const lists = directory + 2 + 12 * tags.length + 4;
  const pixels = lists + 64;
  const file = Buffer.alloc(pixels + samples.length);
  file.write("II*\0", "latin1");
  file.writeUInt32LE(directory, 4);
  file.writeUInt16LE(tags.length, directory);
  let list = lists;
  for (const [index, [tag, type, values]] of tags.entries()) {
    const at = directory + 2 + 12 * index;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(values.length, at + 4);
    const value = tag === 273 ? pixels : (values[0] ?? 0);
    if (type === long) file.writeUInt32LE(value, at + 8);
    else if (values.length <= 2) for (const [i, each] of values.entries()) file.writeUInt16LE(each, at + 8 + 2 * i);
    else {
      file.writeUInt32LE(list, at + 8);
      for (const each of values) list = file.writeUInt16LE(each, list);
    }
  }
  samples.copy(file, pixels);
  return file;
}
