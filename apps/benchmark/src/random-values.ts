/** Seeded values without TensorFlow: every side reads the same ones from a file. */

/** `count` float32 values, evenly distributed around 0 with the given standard deviation. */
export function uniformValues(count: number, standardDeviation: number, seed: number): Float32Array {
  const draw = mulberry32(seed);
  const width = 2 * Math.sqrt(3) * standardDeviation;
  return Float32Array.from({ length: count }, () => (draw() - 0.5) * width);
}

/** Numbers in [0, 1). @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (mulberry32, public domain) */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
