/** Numbers for tests: they look random, and are the same on every run and machine. */

/** `count` numbers, evenly spread over [min, max), that belong to `seed`. */
export function noise(count: number, seed: number, min = -1, max = 1): Float32Array {
  let state = (seed * 0x9e3779b9 + 0x7f4a7c15) >>> 0;
  return Float32Array.from({ length: count }, () => {
    // Marsaglia's xorshift, whitened by a multiplication.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return min + ((max - min) * (Math.imul(state, 0x2545f491) >>> 8)) / 2 ** 24;
  });
}
