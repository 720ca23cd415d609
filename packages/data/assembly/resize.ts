/**
 * The two passes of the triangle filter on uint8 RGB, in SIMD.
 *
 * Taps come two by two: of each pair the two weights lie side by side as int16 in units of 1/16384, and one instruction
 * multiplies and adds both. Loads may read 16 bytes past an image's end.
 */

const weightBits: i32 = 14;
const half: i32 = 1 << (weightBits - 1);

/**
 * Rows [height, inWidth, 3] → [height, outWidth, 3].
 *
 * `first` is int32 [outWidth], the pixel at which taps begin; `weights` int16 [outWidth, 2 · pairs].
 */
export function filterColumns(
  source: usize,
  sourceStride: usize,
  height: i32,
  target: usize,
  outWidth: i32,
  first: usize,
  weights: usize,
  pairs: i32,
): void {
  // r0 g0 b0 r1 g1 b1 … → r0 r1 g0 g1 b0 b1 as int16; a swizzle keeps its places in a register, where a shuffle makes
  // them anew
  const pairs16 = i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1);
  for (let y = 0; y < height; y += 2) {
    // Two rows at a time, with the same weights; the last one twice if they are odd.
    const below = y + 1 < height ? sourceStride : 0;
    const belowTarget: usize = y + 1 < height ? 3 * outWidth : 0;
    let weight = weights;
    let out = target;
    for (let x = 0; x < outWidth; x++, out += 3) {
      let at = source + 3 * <usize>load<i32>(first + ((<usize>x) << 2));
      let upper = i32x4.splat(half);
      let lower = upper;
      for (let k = 0; k < pairs; k++, at += 6, weight += 4) {
        const pair = v128.load32_splat(weight);
        upper = i32x4.add(upper, i32x4.dot_i16x8_s(i8x16.swizzle(v128.load64_zero(at), pairs16), pair));
        lower = i32x4.add(lower, i32x4.dot_i16x8_s(i8x16.swizzle(v128.load64_zero(at + below), pairs16), pair));
      }
      const words = i16x8.narrow_i32x4_s(i32x4.shr_s(upper, weightBits), i32x4.shr_s(lower, weightBits));
      const pixels = i8x16.narrow_i16x8_u(words, words);
      v128.store_lane<i16>(out, pixels, 0);
      v128.store_lane<i8>(out, pixels, 2, 2);
      // The fourth byte is written over by the next pixel or row; after the last one there is room.
      v128.store_lane<i32>(out + belowTarget, pixels, 1);
    }
    source += 2 * sourceStride;
    target += 6 * outWidth;
  }
}

/**
 * Rows [inHeight, length bytes] → [outHeight, length bytes], the target's rows one after another.
 *
 * `first` is int32 [outHeight], the row at which taps begin; `weights` int16 [outHeight, 2 · pairs].
 */
export function filterRows(
  source: usize,
  sourceStride: usize,
  length: i32,
  target: usize,
  outHeight: i32,
  first: usize,
  weights: usize,
  pairs: i32,
): void {
  for (let y = 0; y < outHeight; y++) {
    const begin = source + sourceStride * <usize>load<i32>(first + ((<usize>y) << 2));
    for (let x = 0; x < length; x += 16) {
      let at = begin + x;
      let a = i32x4.splat(half);
      let b = a;
      let c = a;
      let d = a;
      let weight = weights;
      for (let k = 0; k < pairs; k++, weight += 4, at += 2 * sourceStride) {
        const pair = v128.load32_splat(weight);
        const upper = v128.load(at);
        const lower = v128.load(at + sourceStride);
        const left = v128.shuffle<i8>(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const right = v128.shuffle<i8>(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(left), pair));
        b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(left), pair));
        c = i32x4.add(c, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(right), pair));
        d = i32x4.add(d, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(right), pair));
      }
      const first8 = i16x8.narrow_i32x4_s(i32x4.shr_s(a, weightBits), i32x4.shr_s(b, weightBits));
      const last8 = i16x8.narrow_i32x4_s(i32x4.shr_s(c, weightBits), i32x4.shr_s(d, weightBits));
      v128.store(target + x, i8x16.narrow_i16x8_u(first8, last8));
    }
    target += length;
    weights += <usize>(pairs << 2);
  }
}
