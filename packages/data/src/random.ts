/**
 * Seeded random numbers that depend on nothing but their keys.
 *
 * A stream belongs to a list of integers such as (seed, epoch, image): who asks for it, in which thread and in which
 * order makes no difference. The generator is sfc32 (Doty-Humphrey's small fast counter, 128 bits of state), started
 * from a murmur-style mix of the keys.
 */

/** A stream of random numbers. */
export interface Random {
  /** Draws the next number in [0, 1), a multiple of 2⁻³². */
  next(): number;
  /** Draws the next integer in [0, limit), limit ≤ 2³². */
  integer(limit: number): number;
  /** Draws the next number in [low, high). */
  uniform(low: number, high: number): number;
}

/**
 * Starts the stream of random numbers of these keys, each an integer taken modulo 2⁶⁴ (exact up to 2⁵³); the same keys
 * give the same stream.
 */
export function random(...keys: readonly number[]): Random {
  let [a, b, c] = [0x9e3779b9, 0x243f6a88, 0xb7e15162];
  for (const key of keys) {
    const high = Math.floor(key / 2 ** 32) | 0;
    a = mix(a ^ key);
    b = mix(b + a + high);
    c = mix(c ^ b);
  }
  let counter = 1;
  const bits = () => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    return result >>> 0;
  };
  for (let round = 0; round < 12; round++) bits();
  const next = () => bits() / 2 ** 32;
  return {
    next,
    integer: (limit) => Math.floor(next() * limit),
    uniform: (low, high) => low + (high - low) * next(),
  };
}

/** Returns the indices 0 … length - 1 in the random order of this stream, uint32. */
export function shuffled(length: number, stream: Random): Uint32Array {
  const order = Uint32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = stream.integer(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}

/** A bijection of 32 bits in which each input bit reaches every output bit. */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
