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
  const zero = i64x2.splat(0);
  // r0 g0 b0 r1 g1 b1 … → r0 r1 g0 g1 b0 b1 as int16; a swizzle keeps its places in a register, where a shuffle makes them anew
  const pairs16 = i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1);
  for (let y = 0; y < height; y++) {
    let weight = weights;
    let out = target;
    for (let x = 0; x < outWidth; x++) {
      let at = source + 3 * <usize>load<i32>(first + ((<usize>x) << 2));
      let sum = i32x4.splat(half);
      for (let k = 0; k < pairs; k++, at += 6, weight += 4) {
        const pixels = i8x16.swizzle(v128.load64_zero(at), pairs16);
        sum = i32x4.add(sum, i32x4.dot_i16x8_s(pixels, v128.load32_splat(weight)));
      }
      const words = i16x8.narrow_i32x4_s(i32x4.shr_s(sum, weightBits), zero);
      // The fourth byte is written over by the next pixel; after the last one there is room.
      v128.store_lane<i32>(out, i8x16.narrow_i16x8_u(words, zero), 0);
      out += 3;
    }
    source += sourceStride;
    target += 3 * outWidth;
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
    for (let x = 0; x < length; x += 8) {
      let at = begin + x;
      let low = i32x4.splat(half);
      let high = low;
      let weight = weights;
      for (let k = 0; k < pairs; k++, weight += 4) {
        const pair = v128.load32_splat(weight);
        const upper = v128.load_ext<u8>(at);
        const lower = v128.load_ext<u8>(at + sourceStride);
        low = i32x4.add(low, i32x4.dot_i16x8_s(v128.shuffle<i16>(upper, lower, 0, 8, 1, 9, 2, 10, 3, 11), pair));
        high = i32x4.add(high, i32x4.dot_i16x8_s(v128.shuffle<i16>(upper, lower, 4, 12, 5, 13, 6, 14, 7, 15), pair));
        at += 2 * sourceStride;
      }
      const words = i16x8.narrow_i32x4_s(i32x4.shr_s(low, weightBits), i32x4.shr_s(high, weightBits));
      v128.store64_lane(target + x, i8x16.narrow_i16x8_u(words, words), 0);
    }
    target += length;
    weights += <usize>(pairs << 2);
  }
}
