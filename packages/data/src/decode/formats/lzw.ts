/** GIF's compression: codes of 3 to 12 bits, each a run of pixels that came before and one more. */

/** The longest code, and so the most runs. */
const mostBits = 12;

/** What became of the codes. */
export interface Unpacked {
  /** How many pixels were written. */
  readonly length: number;
  /** Why no more were: all are there, the data said so, it ended, or it has a code that is none. */
  readonly end: "full" | "stop" | "cut off" | "damaged";
}

/**
 * Writes the pixels that the codes stand for to `target`, until it is full.
 * @see GIF89a, https://www.w3.org/Graphics/GIF/spec-gif89a.txt, appendix F
 */
export function unpackLzw(data: Uint8Array, codeBits: number, target: Uint8Array): Unpacked {
  const clear = 1 << codeBits;
  const stop = clear + 1;
  const before = new Uint16Array(1 << mostBits);
  const last = new Uint8Array(1 << mostBits);
  const first = new Uint8Array(1 << mostBits);
  const lengths = new Uint16Array(1 << mostBits);
  for (let code = 0; code < clear; code++) {
    last[code] = code;
    first[code] = code;
    lengths[code] = 1;
  }
  let [size, next, earlier, known, held, to] = [codeBits + 1, stop + 1, -1, 0, 0, 0];
  for (let at = 0; to < target.length; ) {
    while (held < size && at < data.length) {
      known |= (data[at++] ?? 0) << held;
      held += 8;
    }
    if (held < size) return { length: to, end: "cut off" };
    const code = known & ((1 << size) - 1);
    known >>>= size;
    held -= size;
    if (code === clear) {
      [size, next, earlier] = [codeBits + 1, stop + 1, -1];
      continue;
    }
    if (code === stop) return { length: to, end: "stop" };
    if (code > next || (code === next && earlier < 0) || (earlier < 0 && code >= clear)) {
      return { length: to, end: "damaged" };
    }
    const run = code === next ? earlier : code;
    const length = (lengths[run] ?? 0) + (code === next ? 1 : 0);
    const head = first[run] ?? 0;
    let place = to + length - 1;
    if (code === next) write(target, place--, head);
    for (let each = run; place >= to; each = before[each] ?? 0) write(target, place--, last[each] ?? 0);
    to += length;
    if (earlier >= 0 && next < 1 << mostBits) {
      before[next] = earlier;
      last[next] = head;
      first[next] = first[earlier] ?? 0;
      lengths[next] = (lengths[earlier] ?? 0) + 1;
      next++;
      if (next === 1 << size && size < mostBits) size++;
    }
    earlier = code;
  }
  return { length: target.length, end: "full" };
}

/** A run may be longer than what is missing. */
function write(target: Uint8Array, place: number, value: number): void {
  if (place < target.length) target[place] = value;
}
