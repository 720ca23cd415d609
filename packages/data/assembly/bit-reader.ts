/** The bits of a JPEG's entropy-coded data, one after another. */

/** The bits that are known, from the top on, how many they are, and the address of the bytes after those. */
export let bits: u64 = 0;
export let count: i32 = 0;
export let next: usize = 0;

let isDamaged: bool = false;

export function startReading(at: usize): void {
  setPosition(0, 0, at);
  isDamaged = false;
}

/** Sets what is left, for a reader that took bits from copies of the three. */
export function setPosition(known: u64, left: i32, at: usize): void {
  bits = known;
  count = left;
  next = at;
}

/** Afterwards at least 56 bits are known. */
export function refill(): void {
  bits |= eightBytes(next) >>> count;
  next += (63 - count) >> 3;
  count |= 56;
}

export function take(length: i32): void {
  bits <<= length;
  count -= length;
}

/** Gives back the last bits that were taken. */
export function giveBack(length: i32): void {
  const place = (next << 3) - count - length;
  const skipped = <i32>place & 7;
  setPosition(eightBytes(place >> 3) << skipped, 56 - skipped, (place >> 3) + 7);
}

/** The next eight bytes, the first of them at the top. */
export function eightBytes(at: usize): u64 {
  const turned = i8x16.swizzle(v128.load64_zero(at), i8x16(7, 6, 5, 4, 3, 2, 1, 0, -1, -1, -1, -1, -1, -1, -1, -1));
  return i64x2.extract_lane(turned, 0);
}

/** Notes that the data has something else than a code. */
export function findDamage(): void {
  isDamaged = true;
}

/** Whether a byte before `limit` is the next to be read: no reader may go on without end. */
export function readsBefore(limit: usize): bool {
  return next < limit;
}

/** Whole bytes that are left before `end`, where no bits were read from beyond it. */
export function bytesLeft(end: usize): i32 {
  return (((<i32>(end - next)) << 3) + count) >> 3;
}

/** Whether all codes were codes, and no bits were read from beyond `end`. */
export function readsWell(end: usize): bool {
  return !isDamaged && <i64>(next << 3) - count <= <i64>(end << 3);
}
