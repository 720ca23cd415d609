/** Reads blocks of 64 coefficients from a JPEG's Huffman codes. */
import { bits, count, eightBytes, findDamage, giveBack, next, refill, setPosition, take } from "./bit-reader";
import { endOfBlock, entryOf, lookBits, pairsAt } from "./huffman-table";

/** Reads the DC coefficient of a block, and returns by how much it differs from the last block's. */
export function readDc(table: usize): i32 {
  return <i32>readEntry(table) >> 16;
}

/**
 * Reads the AC coefficients to the places that `order` has for them: offsets in bytes, 256 of them, all from the 64th
 * on after the block's end. Tells whether the block has any.
 */
export function readAc(table: usize, block: usize, order: usize): bool {
  const pairs = table + pairsAt;
  let known = bits;
  let left = count;
  let at = next;
  let ahead = eightBytes(at); // before they are needed
  let pair = pairs;
  let place: usize = 1;
  while (place < 64) {
    known |= ahead >>> left;
    at += (63 - left) >> 3;
    left |= 56; // enough for four looks
    ahead = eightBytes(at);
    for (let turn = 0; turn < 4 && place < 64; turn++) {
      pair = pairs + ((<usize>(known >>> (64 - lookBits))) << 3);
      const length = <i32>load<u8>(pair);
      if (length === 0) {
        setPosition(known, left, at);
        place = readOne(table, block, order, place);
        if (place >= 64) {
          closeBlock(table, block, order, place);
          return true;
        }
        known = bits;
        left = count;
        at = next;
        ahead = eightBytes(at);
        break;
      }
      store<i16>(block + load<u8>(order + place + load<u8>(pair, 2)), load<i16>(pair, 6));
      store<i16>(block + load<u8>(order + place + load<u8>(pair, 3)), load<i16>(pair, 4));
      place += load<u8>(pair, 1);
      known <<= length;
      left -= length;
    }
  }
  setPosition(known, left, at);
  if (!endsBlock(place)) {
    giveBack(load<u8>(pair)); // the second of the pair was read from after the block; or the data is damaged
    closeBlock(table, block, order, place - load<u8>(pair, 1));
  }
  return place !== endOfBlock + 2;
}

/** Reads what is missing of the block, one by one. */
export function closeBlock(table: usize, block: usize, order: usize, place: usize): void {
  while (place < 64) place = readOne(table, block, order, place);
  if (!endsBlock(place)) findDamage();
}

/** Whether the block has its 64 coefficients, or was ended before. */
function endsBlock(place: usize): bool {
  return place === 64 || (place > 1 + endOfBlock && place < 65 + endOfBlock);
}

/** Reads one coefficient, and returns the next place. */
export function readOne(table: usize, block: usize, order: usize, place: usize): usize {
  const entry = readEntry(table);
  if (entry === 0) return 64;
  const run = (entry >> 8) & 127;
  store<i16>(block + load<u8>(order + place + run), <i16>(entry >> 16));
  return place + run + 1;
}

/** Takes one code with its value; 0 where there is none. */
function readEntry(table: usize): u32 {
  refill();
  let entry = load<u32>(table + ((<usize>(bits >>> (64 - lookBits))) << 2));
  if (entry === 0) entry = entryOf(table, bits);
  if (entry === 0) findDamage();
  take(entry & 31);
  return entry;
}
