/** Pictures whose pixels are numbers of colours. */
import type { Pixels } from "../../dataset/pixels.ts";

/** The numbers of the colours: uint8 [height, width]. */
export interface IndexedPixels {
  readonly indices: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * The pixels with the palette's colours, red, green, blue for each number: uint8 [h, w, 1] if all of them are grey,
 * else [h, w, 3]. Numbers without a colour are their own grey, as PIL has it.
 */
export function paint({ indices, width, height }: IndexedPixels, palette: Uint8Array): Pixels {
  const colors = Uint8Array.from({ length: 768 }, (_, at) => palette[at] ?? Math.floor(at / 3));
  const isGrey = colors.every((value, at) => value === colors[at - (at % 3)]);
  if (isGrey) {
    const data = new Uint8Array(indices.length);
    for (let i = 0; i < indices.length; i++) data[i] = colors[3 * (indices[i] ?? 0)] ?? 0;
    return { data, width, height, channels: 1 };
  }
  const data = new Uint8Array(3 * indices.length);
  for (let i = 0, to = 0; i < indices.length; i++) {
    let from = 3 * (indices[i] ?? 0);
    data[to++] = colors[from++] ?? 0;
    data[to++] = colors[from++] ?? 0;
    data[to++] = colors[from] ?? 0;
  }
  return { data, width, height, channels: 3 };
}
