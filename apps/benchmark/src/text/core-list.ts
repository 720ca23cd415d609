/** Lists of cores as taskset has them. */
import { readFileSync } from "node:fs";

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

/** The cores that this process may run on; undefined where there is no /proc. */
export function allowedCores(): number[] | undefined {
  const [, list] = /^Cpus_allowed_list:\s*(\S+)/m.exec(read("/proc/self/status")) ?? [];
  return list === undefined ? undefined : coresOf(list);
}

/**
 * Checks that taskset can pin to these cores: those that are not there it would leave out without a word.
 * @throws RangeError that names the cores that there are.
 */
export function requireCores(list: string): void {
  const there = [...read("/proc/stat").matchAll(/^cpu(\d+) /gm)].map(([, core]) => Number(core));
  if (there.length === 0) throw new RangeError("Needs Linux's taskset.");
  const absent = coresOf(list).filter((core) => !there.includes(core));
  if (absent.length > 0) throw new RangeError(`Expected cores out of ${there.join(",")}, got ${absent.join(",")} too.`);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
