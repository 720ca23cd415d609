/** A JPEG's Huffman codes to the planes of its three components, as far as a window needs them. */

import { bytesLeft, readsBefore, readsWell, startReading } from "./bit-reader";
import { flatBlock, inverseDct } from "./inverse-dct";
import { readAc, readDc } from "./jpeg-blocks";
import { skipAc } from "./jpeg-skipping";

// What a component is, int32 each: horizontal and vertical sampling factors, Huffman tables for DC and AC, quantization
// table, plane, its stride, the DC coefficient of the last block.
const componentBytes: usize = 32;

/**
 * Decodes the units (MCUs) from [top, left] to before [bottom, right]; those before are read over, those after
 * are not read. Planes begin at [top, left].
 *
 * `block` is room for 65 int16; `order` has 256 bytes for the blocks that are wanted, and 256 for others, whose places
 * are all after the end. The data can be read 2,048 bytes beyond its end: that it has ended is found out after a unit,
 * which may be 6 blocks of 64 coefficients of 31 bits. Returns how many bytes are left, -1 where the data is damaged.
 */
export function decodeScan(
  data: usize,
  length: i32,
  components: usize,
  unitsPerRow: i32,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
  block: usize,
  order: usize,
): i32 {
  startReading(data);
  const end = components + 3 * componentBytes;
  const limit = data + length + 64;
  for (let at = components; at < end; at += componentBytes) store<i32>(at, 0, 28);
  for (let row = 0; row < bottom; row++) {
    const last = row === bottom - 1 ? right : unitsPerRow;
    for (let column = 0; column < last; column++) {
      const isWanted = row >= top && column >= left && column < right;
      for (let at = components; at < end; at += componentBytes) {
        if (isWanted) decodeUnit(at, row - top, column - left, block, order);
        else skipUnit(at, block, order + 256);
      }
      if (!readsBefore(limit)) return -1;
    }
    if (!readsWell(data + length)) return -1;
  }
  return bytesLeft(data + length);
}

function skipUnit(component: usize, block: usize, unwanted: usize): void {
  const blocks = load<i32>(component) * load<i32>(component, 4);
  const dc = load<usize>(component, 8);
  const ac = load<usize>(component, 12);
  let dcValue = load<i32>(component, 28);
  for (let i = 0; i < blocks; i++) {
    dcValue += readDc(dc);
    skipAc(ac, block, unwanted);
  }
  store<i32>(component, dcValue, 28);
}

function decodeUnit(component: usize, row: i32, column: i32, block: usize, order: usize): void {
  const horizontal = load<i32>(component);
  const vertical = load<i32>(component, 4);
  const dc = load<usize>(component, 8);
  const ac = load<usize>(component, 12);
  const quantizationTable = load<usize>(component, 16);
  const stride = load<i32>(component, 24);
  const target = load<usize>(component, 20) + 8 * (row * vertical * stride + column * horizontal);
  const zero = i64x2.splat(0);
  let dcValue = load<i32>(component, 28);
  for (let y = 0; y < vertical; y++) {
    for (let x = 0; x < horizontal; x++) {
      for (let row: usize = 0; row < 128; row += 16) v128.store(block + row, zero); // memory.fill is a call
      dcValue += readDc(dc);
      const at = target + 8 * (y * stride + x);
      const hasAc = readAc(ac, block, order);
      store<i16>(block, <i16>dcValue);
      if (hasAc) inverseDct(block, quantizationTable, at, stride);
      else flatBlock(<i16>dcValue * load<i16>(quantizationTable), at, stride);
    }
  }
  store<i32>(component, dcValue, 28);
}
