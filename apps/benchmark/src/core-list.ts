/** Lists of cores as taskset has them. */

/**
 * The cores in a list such as "0,2-3".
 * @throws RangeError when it is no such list, or names a core twice.
 */
export function coresOf(list: string): number[] {
  const cores = list.split(",").flatMap((part) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? [];
    const [from, to] = [Number(first), Number(last)];
    return from <= to ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : [Number.NaN];
  });
  if (cores.some(Number.isNaN) || new Set(cores).size < cores.length) {
    throw new RangeError(`Expected cores such as 0,1 or 0-3, each once, got "${list}".`);
  }
  return cores;
}
