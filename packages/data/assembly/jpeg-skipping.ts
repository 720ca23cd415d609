/** Reads over blocks: several codes at a look, of which only the lengths matter. */
import { bits, count, eightBytes, giveBack, next, setPosition } from "./bit-reader";
import { ended, lookBits, sumsAt } from "./huffman-table";
import { closeBlock, readOne } from "./jpeg-blocks";

/** Reads over a block's AC coefficients; `order` may be that of a block that is not wanted. */
export function skipAc(table: usize, block: usize, order: usize): void {
  const sums = table + sumsAt;
  let known = bits;
  let left = count;
  let at = next;
  let ahead = eightBytes(at);
  let sum: u32 = 0;
  let place: usize = 1;
  while (place < 64) {
    known |= ahead >>> left;
    at += (63 - left) >> 3;
    left |= 56;
    ahead = eightBytes(at);
    for (let turn = 0; turn < 4 && place < 64; turn++) {
      sum = load<u32>(sums + ((<usize>(known >>> (64 - lookBits))) << 2));
      const length = <i32>sum & 31;
      if (length === 0) {
        setPosition(known, left, at);
        place = readOne(table, block, order, place);
        if (place >= 64) {
          closeBlock(table, block, order, place);
          return;
        }
        known = bits;
        left = count;
        at = next;
        ahead = eightBytes(at);
        break;
      }
      place += sum >> 8;
      known <<= length;
      left -= length;
    }
  }
  setPosition(known, left, at);
  if (place !== 64 && !(place > ended && place < ended + 64)) {
    giveBack(<i32>sum & 31);
    closeBlock(table, block, order, place - (sum >> 8));
  }
}
