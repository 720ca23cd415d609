/** The bits of a JPEG's codes, one after another. */

/** Bits that are known, from the top on, how many they are, and where the bytes behind those are. */
export let bits: u64 = 0;
export let count: i32 = 0;
export let next: usize = 0;

let isDamaged: bool = false;

export function startReading(at: usize): void {
  keep(0, 0, at);
  isDamaged = false;
}

/** Whoever has read bits from copies of the three puts back what is left. */
export function keep(known: u64, left: i32, at: usize): void {
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

/** Gives bits back. */
export function goBack(length: i32): void {
  const place = (next << 3) - count - length;
  const skipped = <i32>place & 7;
  keep(eightBytes(place >> 3) << skipped, 56 - skipped, (place >> 3) + 7);
}

/** The next eight bytes, the first of them at the top. */
export function eightBytes(at: usize): u64 {
  const turned = i8x16.swizzle(v128.load64_zero(at), i8x16(7, 6, 5, 4, 3, 2, 1, 0, -1, -1, -1, -1, -1, -1, -1, -1));
  return i64x2.extract_lane(turned, 0);
}

/** Notes that there was something else than a code. */
export function findDamage(): void {
  isDamaged = true;
}

/** Whether all codes were codes, and no more bits were read than there are up to `end`. */
export function readsWell(end: usize): bool {
  return !isDamaged && <i64>(next << 3) - count <= <i64>(end << 3);
}
