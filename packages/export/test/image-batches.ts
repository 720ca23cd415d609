/** Batches of images for nets that are asked as exports are. */
import { noise } from "@tresnet/vitest";
import type { ImageBatch } from "../src/index.ts";

/** Normalized values from -1 to 1, [n, size, size, channels]. */
export function noiseBatch(n: number, size: number, channels = 3): ImageBatch {
  return { values: noise(n * size * size * channels, 3), shape: [n, size, size, channels] };
}

/** The bytes of pixels in three channels. */
export function byteBatch(n: number, size: number): ImageBatch {
  const { values, shape } = noiseBatch(n, size);
  return { values: Uint8Array.from(values, (value) => Math.round(127.5 * (value + 1))), shape };
}

/** What goes into a file of ONNX: bytes as they are, normalized values turned to [n, channels, height, width]. */
export function onnxInput({ values, shape }: ImageBatch) {
  const [n, height, width, channels] = shape;
  if (values instanceof Uint8Array) return { values, shape, type: "uint8" } as const;
  const pixels = height * width;
  const turned = Float32Array.from(values, (_, index) => {
    const [image, channel, pixel] = [
      Math.floor(index / (pixels * channels)),
      Math.floor(index / pixels) % channels,
      index % pixels,
    ];
    return values[(image * pixels + pixel) * channels + channel] ?? 0;
  });
  return { values: turned, shape: [n, channels, height, width], type: "float32" } as const;
}
