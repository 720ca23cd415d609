/** The size of images in a row. */
interface ImagesSize {
  readonly batchSize: number;
  /** Height times width. */
  readonly pixels: number;
  readonly channels: number;
}

/** Lays images out anew: [n, h, w, c] → [n, c, h, w]. */
export function channelsFirst(values: Float32Array, { batchSize, pixels, channels }: ImagesSize): Float32Array {
  const turned = new Float32Array(values.length);
  for (let image = 0; image < batchSize; image++) {
    for (let channel = 0; channel < channels; channel++) {
      const to = (image * channels + channel) * pixels;
      const from = image * pixels * channels + channel;
      for (let pixel = 0; pixel < pixels; pixel++) turned[to + pixel] = values[from + pixel * channels] ?? 0;
    }
  }
  return turned;
}
