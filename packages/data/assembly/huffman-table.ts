/**
 * Huffman codes as tables: the next 11 bits of the data say at one look what to do.
 *
 * An entry is `value << 16 | run << 8 | length`: leave out `run` coefficients, take `value`, go on by `length` bits,
 * those of the value included. Length 0 is left to `entryOf`: what is no code, or longer with its value than the table
 * looks.
 */

/** How many bits the tables look ahead. */
export const lookBits: i32 = 11;
/** The run of the end of a block: beyond the last coefficient, wherever it is met. */
export const endOfBlock: u32 = 127;

/** What the end of a block advances by where entries are summed up. */
export const ended: u32 = 1024;

const looks: u32 = 1 << lookBits;
/** Two entries in one; see `pairUp`. */
export const pairsAt: usize = 4 * looks;
/** Runs of entries in one, for reading over them; see `sumUp`. */
export const sumsAt: usize = pairsAt + 8 * looks;
const limitsAt: usize = sumsAt + 4 * looks;
const offsetsAt: usize = limitsAt + 4 * 17;
const symbolsAt: usize = offsetsAt + 4 * 17;
const isAcAt: usize = symbolsAt + 256;

/**
 * Builds the table of a DHT segment, 16 counts and the symbols after them, for DC or AC coefficients. False where
 * libjpeg calls the table bogus: its counts are those of no code, or of one with a code of ones alone, or a DC
 * coefficient would have more than 15 bits.
 */
export function buildHuffmanTable(segment: usize, table: usize, isAc: i32): bool {
  memory.fill(table, 0, pairsAt);
  store<i32>(table + isAcAt, isAc);
  let code: u32 = 0;
  let symbols: i32 = 0;
  for (let length = 1; length <= 16; length++) {
    const count = <i32>load<u8>(segment + length - 1);
    // No code may be all ones; lengths before the first code and after the last have none to be so.
    if (count > 0 && (code + count >= (<u32>1) << length || symbols + count > 256)) return false;
    for (let i = 0; i < count; i++, code++, symbols++) {
      const symbol = load<u8>(segment + 16 + symbols);
      if (!isAc && symbol > 15) return false;
      store<u8>(table + symbolsAt + symbols, symbol);
      if (length <= lookBits) writeEntries(table, code << (lookBits - length), length, symbol, isAc);
    }
    store<u32>(table + limitsAt + 4 * length, code << (16 - length));
    store<i32>(table + offsetsAt + 4 * length, symbols - <i32>code);
    code <<= 1;
  }
  if (isAc) {
    pairUp(table);
    sumUp(table);
  }
  return true;
}

/** The entries of all looks that begin with a code and hold its value. */
function writeEntries(table: usize, first: u32, length: i32, symbol: u32, isAc: i32): void {
  const size = symbol & 15;
  const free = lookBits - length - <i32>size;
  if (free < 0) return;
  let at = table + (first << 2);
  for (let magnitude: u32 = 0; magnitude < (<u32>1) << size; magnitude++) {
    const entry = entryFor(magnitude, length, symbol, isAc);
    for (const end = at + (4 << free); at < end; at += 4) store<u32>(at, entry);
  }
}

/**
 * Joins each entry with the one after it, where the look holds that too: short codes are frequent. A pair is
 * `value << 48 | second value << 32 | second place << 24 | run << 16 | advance << 8 | length`; a second that is missing
 * writes a 0 to where nothing is yet.
 */
function pairUp(table: usize): void {
  for (let look: u32 = 0; look < looks; look++) {
    const first = load<u32>(table + (look << 2));
    const run = (first >> 8) & 127;
    let length = first & 31;
    let advance = run + 1;
    let place = advance;
    let value: u32 = 0;
    const second = load<u32>(table + (((look << length) & (looks - 1)) << 2));
    if (length > 0 && run < endOfBlock && (second & 31) > 0 && length + (second & 31) <= <u32>lookBits) {
      length += second & 31;
      place += (second >> 8) & 127;
      advance = place + 1;
      value = second >> 16;
    }
    const low = (place << 24) | (run << 16) | (advance << 8) | length;
    store<u64>(table + pairsAt + (look << 3), ((<u64>(first >> 16)) << 48) | ((<u64>value) << 32) | low);
  }
}

/**
 * Joins all entries that a look holds, up to the end of a block, which advances by `ended`: `advance << 8 | length`.
 */
function sumUp(table: usize): void {
  for (let look: u32 = 0; look < looks; look++) {
    let length: u32 = 0;
    let advance: u32 = 0;
    while (advance < ended) {
      const entry = load<u32>(table + (((look << length) & (looks - 1)) << 2));
      const bits = entry & 31;
      if (bits === 0 || length + bits > <u32>lookBits) break;
      const run = (entry >> 8) & 127;
      length += bits;
      advance += run === endOfBlock ? ended : run + 1;
    }
    store<u32>(table + sumsAt + (look << 2), (advance << 8) | length);
  }
}

/** The entry of a code with the bits of its value; 0 where the symbol means nothing. */
function entryFor(magnitude: u32, length: i32, symbol: u32, isAc: i32): u32 {
  const size = symbol & 15;
  const run = symbol >> 4;
  if (size === 0) {
    if (!isAc || run === 15) return (run << 8) | length;
    return run === 0 ? (endOfBlock << 8) | length : 0;
  }
  if (!isAc && run > 0) return 0;
  const value = magnitude >> (size - 1) ? magnitude : magnitude - (1 << size) + 1;
  return (value << 16) | (run << 8) | (length + size);
}

/** The entry at the head of 64 bits, of which 31 are known; its length is 0 if they begin with no code. */
export function entryOf(table: usize, bits: u64): u32 {
  const look = <u32>(bits >>> 48);
  for (let length = 1; length <= 16; length++) {
    if (look >= load<u32>(table + limitsAt + 4 * length)) continue;
    const place = <i32>(look >> (16 - length)) + load<i32>(table + offsetsAt + 4 * length);
    const symbol = load<u8>(table + symbolsAt + place);
    const size = symbol & 15;
    const magnitude = size > 0 ? <u32>((bits << length) >>> (64 - size)) : 0;
    return entryFor(magnitude, length, symbol, load<i32>(table + isAcAt));
  }
  return 0;
}
