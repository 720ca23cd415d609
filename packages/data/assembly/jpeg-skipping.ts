/** Reads over blocks: several codes at a look, of which only the lengths matter. */
import { bits, count, eightBytes, goBack, keep, next } from "./bit-reader";
import { closeBlock, readOne } from "./jpeg-blocks";
import { ended, lookBits, sumsAt } from "./jpeg-codes";

/** Reads over the others; `block` and `order` may be those of no block. */
export function skipOthers(table: usize, block: usize, order: usize): void {
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
        keep(known, left, at);
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
  keep(known, left, at);
  if (place !== 64 && !(place > ended && place < ended + 64)) {
    goBack(<i32>sum & 31);
    closeBlock(table, block, order, place - (sum >> 8));
  }
}
