/** The entropy-coded bytes of a JPEG without what was stuffed between them. */

/**
 * Copies bytes up to the next marker, without the 0 that follows every 0xff of data; the target has room for 16 bytes
 * more. Returns how many bytes it wrote; -1 where no end of image follows, but another marker or nothing.
 */
export function unstuff(source: usize, length: i32, target: usize): i32 {
  const end = source + length;
  const ones = i8x16.splat(-1);
  let at = source;
  let to = target;
  while (at < end) {
    if (at + 16 <= end) {
      const bytes = v128.load(at);
      v128.store(to, bytes);
      const found = i8x16.bitmask(i8x16.eq(bytes, ones));
      const plain = found === 0 ? 16 : ctz(found);
      at += plain;
      to += plain;
      if (found === 0) continue;
    }
    const byte = load<u8>(at++);
    if (byte === 0xff) {
      const code = at < end ? load<u8>(at++) : 0xff;
      if (code !== 0) return code === 0xd9 ? <i32>(to - target) : -1;
    }
    store<u8>(to++, byte);
  }
  return -1;
}
