/**
 * The border between PyTorch's layouts and ours: kernels [out, in, h, w] and [h, w, in, out], dense weights [out, in]
 * and [in, out]; everything else is the same on both sides.
 */

/** Matches timm's keys for the last layer's weights, of TResNet and of ResNet. */
export const headKey = /^(head|fc)\./;

/** Gives the shape that a weight of ours has in a timm checkpoint. */
export function timmShape(shape: readonly number[]): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = shape;
  if (shape.length === 4) return [d, c, a, b];
  if (shape.length === 2) return [b, a];
  return [...shape];
}

/** Puts values of ours into timm's order; `shape` is ours. */
export function toTimm(values: Float32Array, shape: readonly number[]): Float32Array {
  const { outside, between, inside } = folded(shape);
  return reversed(values, outside, between, inside);
}

/** Puts values of timm's into our order; `shape` is ours. */
export function fromTimm(values: Float32Array, shape: readonly number[]): Float32Array {
  const { outside, between, inside } = folded(shape);
  return reversed(values, inside, between, outside);
}

/** Gives our shape as three axes [pixels, in, out], whose order timm reverses; one axis where nothing is reversed. */
function folded(shape: readonly number[]): { outside: number; between: number; inside: number } {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  if (shape.length === 4) return { outside: a * b, between: c, inside: d };
  if (shape.length === 2) return { outside: 1, between: a, inside: b };
  return { outside: 1, between: 1, inside: shape.reduce((product, size) => product * size, 1) };
}

/** Reverses the order of three axes: [outside, between, inside] → [inside, between, outside]. */
function reversed(values: Float32Array, outside: number, between: number, inside: number): Float32Array {
  const result = new Float32Array(values.length);
  let read = 0;
  for (let i = 0; i < outside; i += 1) {
    for (let j = 0; j < between; j += 1) {
      for (let k = 0; k < inside; k += 1) {
        result[(k * between + j) * outside + i] = values[read] ?? 0;
        read += 1;
      }
    }
  }
  return result;
}
