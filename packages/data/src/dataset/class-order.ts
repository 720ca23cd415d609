/** The two orders in which trainings number the classes that they find as names of folders. */

/** Names of the orders: timm's, and that of torchvision and Keras. */
export type ClassOrder = keyof typeof orders;

/**
 * By the code points of the names, as Python and with it torchvision's ImageFolder and Keras sort: "10" before "2", "B"
 * before "a".
 */
function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** UTF-16 has the halves of what lies above U+FFFF below U+E000. */
function rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

/**
 * By value where there are digits, else by code points of the small letters: "2" before "10", "a" before "B".
 *
 * @see timm utils/misc.py, natural_key
 */
function naturally(a: string, b: string): number {
  const [some, others] = [naturalKey(a), naturalKey(b)];
  for (let at = 0; at < Math.min(some.length, others.length); at++) {
    const [one = "", other = ""] = [some[at], others[at]];
    const difference = at % 2 === 1 ? byValue(one, other) : byCodePoint(one, other);
    if (difference !== 0) return difference;
  }
  return some.length - others.length || byCodePoint(a, b);
}

/** Text and digits in turns, text first. */
function naturalKey(name: string): string[] {
  return name.toLowerCase().split(/(\d+)/);
}

/** Digits of any length. */
function byValue(a: string, b: string): number {
  const [one, other] = [a.replace(/^0+(?=\d)/, ""), b.replace(/^0+(?=\d)/, "")];
  return one.length - other.length || byCodePoint(one, other);
}

const orders = { natural: naturally, codepoint: byCodePoint } as const;

/** The names in the order of timm ("natural") or of torchvision and Keras ("codepoint"). */
export function inClassOrder(names: readonly string[], order: ClassOrder): string[] {
  return [...names].sort(orders[order]);
}
