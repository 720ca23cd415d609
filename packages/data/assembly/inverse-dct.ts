/**
 * The inverse DCT of an 8×8 block, as libjpeg's `jpeg_idct_islow` rounds it: Loeffler, Ligtenberg and Moschytz's with
 * 13-bit constants.
 *
 * Products come in pairs: one instruction multiplies two values by two constants and adds.
 * @see https://github.com/libjpeg-turbo/libjpeg-turbo/blob/main/src/jidctint.c
 */

/**
 * Coefficients int16 [64] · quantization table int16 [64] → uint8 [8, 8] in rows of `stride`; the block's memory is
 * used on the way.
 */
export function inverseDct(block: usize, quantizationTable: usize, target: usize, stride: usize): void {
  for (let row: usize = 0; row < 128; row += 16) {
    v128.store(block + row, i16x8.mul(v128.load(block + row), v128.load(quantizationTable + row)));
  }
  columns(block, 11);
  transpose(block);
  columns(block, 18);
  storePixels(block, target, stride);
}

/** Writes uint8 [8, 8] of one value in rows of `stride`: a block that has its DC coefficient alone. */
export function flatBlock(value: i32, target: usize, stride: usize): void {
  const level = max(-128, min(127, (<i32>(<i16>value) + 4) >> 3)) + 128;
  const pixels = i8x16.splat(<i8>level);
  for (let row = 0; row < 8; row++, target += stride) v128.store64_lane(target, pixels, 0);
}

function lowPairs(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

function highPairs(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

function both(first: i32, second: i32): v128 {
  return i32x4.splat((first & 0xffff) | (second << 16));
}

function dot(values: v128, first: i32, second: i32): v128 {
  return i32x4.dot_i16x8_s(values, both(first, second));
}

function put(at: usize, value: v128, half: v128, shift: i32): void {
  const rounded = i32x4.shr_s(i32x4.add(value, half), shift);
  v128.store64_lane(at, i16x8.narrow_i32x4_s(rounded, rounded), 0);
}

/** All columns in place, four at a time; products are brought down by `shift` bits. */
function columns(block: usize, shift: i32): void {
  const half = i32x4.splat(1 << (shift - 1));
  for (let at = block; at < block + 16; at += 8) {
    const x0 = v128.load64_zero(at);
    const x1 = v128.load64_zero(at, 16);
    const x2 = v128.load64_zero(at, 32);
    const x3 = v128.load64_zero(at, 48);
    const x4 = v128.load64_zero(at, 64);
    const x5 = v128.load64_zero(at, 80);
    const x6 = v128.load64_zero(at, 96);
    const x7 = v128.load64_zero(at, 112);
    const x26 = lowPairs(x2, x6);
    const t2 = dot(x26, 4433, -10704);
    const t3 = dot(x26, 10703, 4433);
    const t0 = i32x4.shl(i32x4.extend_low_i16x8_s(i16x8.add(x0, x4)), 13);
    const t1 = i32x4.shl(i32x4.extend_low_i16x8_s(i16x8.sub(x0, x4)), 13);
    const even0 = i32x4.add(t0, t3);
    const even3 = i32x4.sub(t0, t3);
    const even1 = i32x4.add(t1, t2);
    const even2 = i32x4.sub(t1, t2);
    const z34 = lowPairs(i16x8.add(x7, x3), i16x8.add(x5, x1));
    const z3 = dot(z34, -6436, 9633);
    const z4 = dot(z34, 9633, 6437);
    const x71 = lowPairs(x7, x1);
    const x53 = lowPairs(x5, x3);
    const odd0 = i32x4.add(dot(x71, -4927, -7373), z3);
    const odd3 = i32x4.add(dot(x71, -7373, 4926), z4);
    const odd1 = i32x4.add(dot(x53, -4176, -20995), z4);
    const odd2 = i32x4.add(dot(x53, -20995, 4177), z3);
    put(at, i32x4.add(even0, odd3), half, shift);
    put(at + 16, i32x4.add(even1, odd2), half, shift);
    put(at + 32, i32x4.add(even2, odd1), half, shift);
    put(at + 48, i32x4.add(even3, odd0), half, shift);
    put(at + 64, i32x4.sub(even3, odd0), half, shift);
    put(at + 80, i32x4.sub(even2, odd1), half, shift);
    put(at + 96, i32x4.sub(even1, odd2), half, shift);
    put(at + 112, i32x4.sub(even0, odd3), half, shift);
  }
}

/** int16 [8, 8], in place. */
function transpose(block: usize): void {
  const a0 = lowPairs(v128.load(block), v128.load(block, 16));
  const a1 = highPairs(v128.load(block), v128.load(block, 16));
  const b0 = lowPairs(v128.load(block, 32), v128.load(block, 48));
  const b1 = highPairs(v128.load(block, 32), v128.load(block, 48));
  const c0 = lowPairs(v128.load(block, 64), v128.load(block, 80));
  const c1 = highPairs(v128.load(block, 64), v128.load(block, 80));
  const d0 = lowPairs(v128.load(block, 96), v128.load(block, 112));
  const d1 = highPairs(v128.load(block, 96), v128.load(block, 112));
  fourRows(block, a0, b0, c0, d0);
  fourRows(block + 64, a1, b1, c1, d1);
}

function fourRows(at: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab0 = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cd1 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(at, v128.shuffle<i64>(ab0, cd0, 0, 2));
  v128.store(at, v128.shuffle<i64>(ab0, cd0, 1, 3), 16);
  v128.store(at, v128.shuffle<i64>(ab1, cd1, 0, 2), 32);
  v128.store(at, v128.shuffle<i64>(ab1, cd1, 1, 3), 48);
}

/** int16 [8, 8] by columns, around 0, → uint8 in rows. */
function storePixels(block: usize, target: usize, stride: usize): void {
  const a = i8x16.narrow_i16x8_s(v128.load(block), v128.load(block, 64)); // columns 0 and 4
  const b = i8x16.narrow_i16x8_s(v128.load(block, 16), v128.load(block, 80));
  const c = i8x16.narrow_i16x8_s(v128.load(block, 32), v128.load(block, 96));
  const d = i8x16.narrow_i16x8_s(v128.load(block, 48), v128.load(block, 112));
  const ab0 = lowBytes(a, b); // columns 0 and 1
  const ab4 = highBytes(a, b); // columns 4 and 5
  const cd2 = lowBytes(c, d);
  const cd6 = highBytes(c, d);
  const left0 = lowPairs(ab0, cd2); // columns 0 to 3 of rows 0 to 3
  const left4 = highPairs(ab0, cd2);
  const right0 = lowPairs(ab4, cd6);
  const right4 = highPairs(ab4, cd6);
  storeTwo(target, stride, v128.shuffle<i32>(left0, right0, 0, 4, 1, 5));
  storeTwo(target + 2 * stride, stride, v128.shuffle<i32>(left0, right0, 2, 6, 3, 7));
  storeTwo(target + 4 * stride, stride, v128.shuffle<i32>(left4, right4, 0, 4, 1, 5));
  storeTwo(target + 6 * stride, stride, v128.shuffle<i32>(left4, right4, 2, 6, 3, 7));
}

function lowBytes(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

function highBytes(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Two rows, around 128. */
function storeTwo(target: usize, stride: usize, rows: v128): void {
  const pixels = v128.xor(rows, i8x16.splat(-128));
  v128.store64_lane(target, pixels, 0);
  v128.store64_lane(target + stride, pixels, 1);
}
