/** Values that follow from keys, as fixtures/README.md ("fullsize") says: whole nets without files of their weights. */

/** `count` numbers in [−1, 1) that belong to a key. */
export function uniform(key: string, seed: number, count: number): Float64Array {
  let start = 0x811c9dc5;
  for (const byte of Buffer.from(key)) start = Math.imul(start ^ byte, 0x01000193);
  start ^= seed;
  const values = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    let z = (start + Math.imul(index, 0x9e3779b9)) >>> 0;
    z = Math.imul(z ^ (z >>> 16), 0x7feb352d) >>> 0;
    z = Math.imul(z ^ (z >>> 15), 0x846ca68b) >>> 0;
    z = (z ^ (z >>> 16)) >>> 0;
    values[index] = (z >>> 8) / 8388608 - 1;
  }
  return values;
}

/** By what a key's numbers are scaled and then moved; `shape` is the weight's in PyTorch's layout. */
export function distribution(
  key: string,
  shape: readonly number[],
): { readonly offset: number; readonly scale: number } {
  const [, b = 1, c = 1, d = 1] = shape;
  if (shape.length === 4) return { offset: 0, scale: Math.sqrt(6 / (b * c * d)) };
  if (shape.length === 2) return { offset: 0, scale: Math.sqrt(3 / b) };
  if (key.endsWith("running_var")) return { offset: 1, scale: 0.25 };
  if (key.endsWith(".weight")) return { offset: 0.625, scale: 0.25 };
  return { offset: 0, scale: 0.125 };
}
