/** A JPEG's codes to the planes of its three components, as far as a window needs them. */

import { readsWell, startReading } from "./bit-reader";
import { flatBlock, inverseDct } from "./inverse-dct";
import { readFirst, readOthers } from "./jpeg-blocks";
import { skipOthers } from "./jpeg-skipping";

// What a component is, int32 each: blocks across and down in a unit, tables for the first and the other coefficients,
// steps of quantization, plane, its stride, the first coefficient of the last block.
const componentBytes: usize = 32;

/**
 * Decodes the units (MCUs) from [top, left] to before [bottom, right]; those before are read over, those behind not
 * read. Planes begin at [top, left].
 *
 * `block` is room for 65 int16; `order` has 256 bytes for the blocks that are wanted, and 256 for others, whose places
 * are all behind the end. False where the data is damaged.
 */
export function decodeScan(
  data: usize,
  length: i32,
  components: usize,
  across: i32,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
  block: usize,
  order: usize,
): bool {
  startReading(data);
  const end = components + 3 * componentBytes;
  for (let at = components; at < end; at += componentBytes) store<i32>(at, 0, 28);
  for (let row = 0; row < bottom; row++) {
    const last = row === bottom - 1 ? right : across;
    for (let column = 0; column < last; column++) {
      const isWanted = row >= top && column >= left && column < right;
      for (let at = components; at < end; at += componentBytes) {
        if (isWanted) decodeUnit(at, row - top, column - left, block, order);
        else skipUnit(at, block, order + 256);
      }
    }
    if (!readsWell(data + length)) return false;
  }
  return true;
}

function skipUnit(component: usize, block: usize, nowhere: usize): void {
  const blocks = load<i32>(component) * load<i32>(component, 4);
  const dc = load<usize>(component, 8);
  const ac = load<usize>(component, 12);
  let first = load<i32>(component, 28);
  for (let i = 0; i < blocks; i++) {
    first += readFirst(dc);
    skipOthers(ac, block, nowhere);
  }
  store<i32>(component, first, 28);
}

function decodeUnit(component: usize, row: i32, column: i32, block: usize, order: usize): void {
  const across = load<i32>(component);
  const down = load<i32>(component, 4);
  const dc = load<usize>(component, 8);
  const ac = load<usize>(component, 12);
  const steps = load<usize>(component, 16);
  const stride = load<i32>(component, 24);
  const target = load<usize>(component, 20) + 8 * (row * down * stride + column * across);
  const zero = i64x2.splat(0);
  let first = load<i32>(component, 28);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      for (let row: usize = 0; row < 128; row += 16) v128.store(block + row, zero); // memory.fill is a call
      first += readFirst(dc);
      const at = target + 8 * (y * stride + x);
      const hasOthers = readOthers(ac, block, order);
      store<i16>(block, <i16>first);
      if (hasOthers) inverseDct(block, steps, at, stride);
      else flatBlock(<i16>first * load<i16>(steps), at, stride);
    }
  }
  store<i32>(component, first, 28);
}
