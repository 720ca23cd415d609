/**
 * A 64-bit fingerprint of what an image looks like: it survives another size, another compression, a little more light.
 */

/** The hash looks at a grey picture of this side. */
export const hashSide = 32;
const low = 8;

/**
 * Signs of the 64 lowest frequencies of the picture's cosine transform, each against their median (mean brightness left
 * out).
 *
 * uint8 [32, 32] → two 32-bit halves.
 * @see Zauner, Implementation and benchmarking of perceptual image hash functions, 2010, "DCT based hash"
 */
export function perceptualHash(grey: Uint8Array): readonly [high: number, low: number] {
  const frequencies = lowFrequencies(grey); // [8, 8]
  const sorted = Float64Array.from(frequencies.subarray(1)).sort();
  const median = sorted[sorted.length >> 1] ?? 0;
  const halves: [number, number] = [0, 0];
  for (let bit = 0; bit < 64; bit++) {
    const half = bit < 32 ? 0 : 1;
    const isAbove = bit > 0 && (frequencies[bit] ?? 0) > median;
    if (isAbove) halves[half] = (halves[half] | (1 << (bit & 31))) >>> 0;
  }
  return halves;
}

/** How many bits of two hashes' halves differ. */
export function differingBits(a: number, b: number): number {
  let x = a ^ b;
  x -= (x >>> 1) & 0x55555555;
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** cosines[u · 32 + x]: frequency u at place x. */
const cosines = Float64Array.from({ length: low * hashSide }, (_, i) =>
  Math.cos(((2 * (i % hashSide) + 1) * Math.floor(i / hashSide) * Math.PI) / (2 * hashSide)),
);

function lowFrequencies(grey: Uint8Array): Float64Array {
  const rows = new Float64Array(hashSide * low); // [32, 8]
  for (let y = 0; y < hashSide; y++) {
    for (let u = 0; u < low; u++) {
      let sum = 0;
      for (let x = 0; x < hashSide; x++) sum += (grey[y * hashSide + x] ?? 0) * (cosines[u * hashSide + x] ?? 0);
      rows[y * low + u] = sum;
    }
  }
  const frequencies = new Float64Array(low * low);
  for (let v = 0; v < low; v++) {
    for (let u = 0; u < low; u++) {
      let sum = 0;
      for (let y = 0; y < hashSide; y++) sum += (rows[y * low + u] ?? 0) * (cosines[v * hashSide + y] ?? 0);
      frequencies[v * low + u] = sum;
    }
  }
  return frequencies;
}
