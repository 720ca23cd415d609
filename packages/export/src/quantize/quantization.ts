/** What makes 8-bit numbers of a net's values: one scale and one zero point each, as ONNX has them. */
import type { Constant } from "../net/operations.ts";

/** A value x stands as the byte round(x / scale) + zeroPoint, 0 to 255. */
export interface Quantization {
  /** The distance between neighbours. */
  readonly scale: number;
  /** The byte that stands for 0. */
  readonly zeroPoint: number;
}

/** The least and the greatest of some numbers. */
export interface Span {
  /** The least. */
  readonly min: number;
  /** The greatest. */
  readonly max: number;
}

/** The quantization whose bytes reach from `min` to `max`; 0 is always among them, exactly. */
export function quantizationOf({ min, max }: Span): Quantization {
  const [least, most] = [Math.min(0, min), Math.max(0, max)];
  const scale = Math.fround((most - least) / 255 || 1 / 255);
  return { scale, zeroPoint: Math.min(255, Math.max(0, Math.round(-least / scale))) };
}

/** A kernel as signed bytes, one scale for each output channel. */
export interface QuantizedKernel {
  /** The kernel's shape, the output channels last. */
  readonly shape: readonly number[];
  /** −127 to 127, row by row. */
  readonly values: Int8Array;
  /** One for each output channel. */
  readonly scales: Float32Array;
}

/** Rounds a kernel [.., out] to signed bytes, each output channel by its own greatest weight. */
export function quantizeKernel({ shape, values }: Constant): QuantizedKernel {
  const channels = shape.at(-1) ?? 1;
  // Plain loops, row by row: large nets have a hundred million weights.
  const greatest = new Float32Array(channels);
  for (let row = 0; row < values.length; row += channels) {
    for (let channel = 0; channel < channels; channel += 1) {
      const size = Math.abs(values[row + channel] ?? 0);
      if (size > (greatest[channel] ?? 0)) greatest[channel] = size;
    }
  }
  const scales = greatest.map((most) => (most === 0 ? 1 : most / 127));
  const rounded = new Int8Array(values.length);
  for (let row = 0; row < values.length; row += channels) {
    for (let channel = 0; channel < channels; channel += 1) {
      const byte = Math.round((values[row + channel] ?? 0) / (scales[channel] ?? 1));
      rounded[row + channel] = Math.max(-127, Math.min(127, byte));
    }
  }
  return { shape, values: rounded, scales };
}

/** The weights that signed bytes stand for. */
export function dequantizeKernel({ shape, values, scales }: QuantizedKernel): Constant {
  const channels = scales.length;
  const weights = new Float32Array(values.length);
  for (let row = 0; row < values.length; row += channels) {
    for (let channel = 0; channel < channels; channel += 1) {
      weights[row + channel] = (values[row + channel] ?? 0) * (scales[channel] ?? 0);
    }
  }
  return { shape, values: weights };
}
