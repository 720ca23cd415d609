/**
 * Planes of Y, Cb and Cr to rows of RGB, as libjpeg does it: chroma of half the resolution is interpolated ("fancy
 * upsampling"), and colours are converted in 16-bit fixed point.
 * @see https://github.com/libjpeg-turbo/libjpeg-turbo/blob/main/src/jdsample.c and jdcolor.c
 */

/**
 * uint8 planes → uint8 [height, width, 3].
 *
 * `luma` is the address of the first pixel's Y, `cb` and `cr` are those of the first chroma samples; all planes can be
 * read 16 bytes before their start and after their end. `firstRow` and `firstColumn` say where the first chroma sample
 * lies in its whole plane of `rows` × `columns`. Where `halfX` (and `halfY`) a chroma sample spans two columns (rows),
 * and the window begins at an even column.
 * `sums` is room for two rows of int16.
 */
export function colorRows(
  luma: usize,
  lumaStride: i32,
  cb: usize,
  cr: usize,
  chromaStride: i32,
  y: i32,
  firstRow: i32,
  rows: i32,
  firstColumn: i32,
  columns: i32,
  halfX: bool,
  halfY: bool,
  width: i32,
  height: i32,
  sums: usize,
  target: usize,
): void {
  const sumBytes = <usize>(((width >> 1) + 40) << 1);
  const lastSample = columns - firstColumn; // its sum's place, one after the neighbour on the left
  const shift = halfY ? 4 : 2;
  const evenHalf = i16x8.splat(halfY ? 8 : 1);
  const oddHalf = i16x8.splat(halfY ? 7 : 2);
  for (let line = 0; line < height; line++) {
    const at = y + line;
    const near = halfY ? at >> 1 : at;
    const beside = at & 1 ? near + 1 : near - 1;
    const far = halfY ? max(0, min(rows - 1, beside)) : near;
    const nearAt = (near - firstRow) * chromaStride;
    const farAt = (far - firstRow) * chromaStride;
    if (halfX) {
      sumRows(cb + nearAt, cb + farAt, halfY, width, sums, firstColumn === 0, lastSample);
      sumRows(cr + nearAt, cr + farAt, halfY, width, sums + sumBytes, firstColumn === 0, lastSample);
    }
    for (let x = 0; x < width; x += 16) {
      const cbs = halfX ? interpolated(sums + x, evenHalf, oddHalf, shift) : v128.load(cb + nearAt + x);
      const crs = halfX ? interpolated(sums + sumBytes + x, evenHalf, oddHalf, shift) : v128.load(cr + nearAt + x);
      storeColors(v128.load(luma + x), cbs, crs, target + 3 * x);
    }
    luma += lumaStride;
    target += 3 * width;
  }
}

/**
 * Three parts of the near row and one of the far, from one sample to the left; at the plane's ends the last sample
 * again.
 */
function sumRows(near: usize, far: usize, isMixed: bool, width: i32, sums: usize, isFirst: bool, last: i32): void {
  const three = i16x8.splat(3);
  const count = (width >> 1) + 10;
  for (let i = 0; i < count; i += 8) {
    const a = v128.load_ext<u8>(near + i - 1);
    const sum = isMixed ? i16x8.add(i16x8.mul(a, three), v128.load_ext<u8>(far + i - 1)) : a;
    v128.store(sums + (i << 1), sum);
  }
  if (isFirst) store<i16>(sums, load<i16>(sums, 2));
  if (last < count) store<i16>(sums + ((last + 1) << 1), load<i16>(sums + (last << 1)));
}

/** 16 pixels of 8 samples: each three parts of its own sample and one of the neighbour's on its side. */
function interpolated(sums: usize, evenHalf: v128, oddHalf: v128, shift: i32): v128 {
  const own = i16x8.mul(v128.load(sums, 2), i16x8.splat(3));
  const even = i16x8.shr_u(i16x8.add(i16x8.add(own, v128.load(sums)), evenHalf), shift);
  const odd = i16x8.shr_u(i16x8.add(i16x8.add(own, v128.load(sums, 4)), oddHalf), shift);
  return v128.or(even, i16x8.shl(odd, 8));
}

/** Converts 16 pixels to 48 bytes. */
function storeColors(luma: v128, cb: v128, cr: v128, target: usize): void {
  // Which pixel each byte of the three 16 is of.
  const red0 = i8x16(0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1, -1, 5);
  const red1 = i8x16(-1, -1, 6, -1, -1, 7, -1, -1, 8, -1, -1, 9, -1, -1, 10, -1);
  const red2 = i8x16(-1, 11, -1, -1, 12, -1, -1, 13, -1, -1, 14, -1, -1, 15, -1, -1);
  const green0 = i8x16(-1, 0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1, -1);
  const green1 = i8x16(5, -1, -1, 6, -1, -1, 7, -1, -1, 8, -1, -1, 9, -1, -1, 10);
  const green2 = i8x16(-1, -1, 11, -1, -1, 12, -1, -1, 13, -1, -1, 14, -1, -1, 15, -1);
  const blue0 = i8x16(-1, -1, 0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1);
  const blue1 = i8x16(-1, 5, -1, -1, 6, -1, -1, 7, -1, -1, 8, -1, -1, 9, -1, -1);
  const blue2 = i8x16(10, -1, -1, 11, -1, -1, 12, -1, -1, 13, -1, -1, 14, -1, -1, 15);
  const middle = i16x8.splat(128);
  const y0 = i16x8.extend_low_i8x16_u(luma);
  const y1 = i16x8.extend_high_i8x16_u(luma);
  const cb0 = i16x8.sub(i16x8.extend_low_i8x16_u(cb), middle);
  const cb1 = i16x8.sub(i16x8.extend_high_i8x16_u(cb), middle);
  const cr0 = i16x8.sub(i16x8.extend_low_i8x16_u(cr), middle);
  const cr1 = i16x8.sub(i16x8.extend_high_i8x16_u(cr), middle);
  const r = i8x16.narrow_i16x8_u(redOf(y0, cr0), redOf(y1, cr1));
  const g = i8x16.narrow_i16x8_u(greenOf(y0, cb0, cr0), greenOf(y1, cb1, cr1));
  const b = i8x16.narrow_i16x8_u(blueOf(y0, cb0), blueOf(y1, cb1));
  v128.store(target, v128.or(v128.or(i8x16.swizzle(r, red0), i8x16.swizzle(g, green0)), i8x16.swizzle(b, blue0)));
  v128.store(target, v128.or(v128.or(i8x16.swizzle(r, red1), i8x16.swizzle(g, green1)), i8x16.swizzle(b, blue1)), 16);
  v128.store(target, v128.or(v128.or(i8x16.swizzle(r, red2), i8x16.swizzle(g, green2)), i8x16.swizzle(b, blue2)), 32);
}

function scaled(a: v128, b: v128, forA: i32, forB: i32, half: i32): v128 {
  const factors = i32x4.splat((forA & 0xffff) | (forB << 16));
  const low = i32x4.dot_i16x8_s(v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11), factors);
  const high = i32x4.dot_i16x8_s(v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15), factors);
  const add = i32x4.splat(half);
  return i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(low, add), 16), i32x4.shr_s(i32x4.add(high, add), 16));
}

/** y + 1.402 cr */
function redOf(y: v128, cr: v128): v128 {
  return i16x8.add(i16x8.add(y, cr), scaled(cr, cr, 26345, 0, 32768));
}

/** y + 1.772 cb */
function blueOf(y: v128, cb: v128): v128 {
  return i16x8.add(i16x8.add(y, i16x8.shl(cb, 1)), scaled(cb, cb, -14942, 0, 32768));
}

/** y - 0.34414 cb - 0.71414 cr */
function greenOf(y: v128, cb: v128, cr: v128): v128 {
  return i16x8.add(i16x8.sub(y, cr), scaled(cb, cr, -22554, 18734, 32768));
}
