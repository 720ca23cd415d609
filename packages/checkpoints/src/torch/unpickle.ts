/**
 * Python's pickle format, as far as a state dict needs it: numbers, text, lists, tuples, dicts and a fixed list of
 * globals.
 *
 * A pickle is a program for a small stack machine. Nothing here can run code: a global is only a name, and what calling
 * it gives is decided by the reader's own functions.
 *
 * @see https://github.com/python/cpython/blob/main/Lib/pickletools.py
 */
import type { ReadCounts } from "../read-counts.ts";
import { PickleError, PickleMachine, type PickleRules } from "./pickle-machine.ts";
import { pickleOperations } from "./pickle-operations.ts";

/** A value that a pickle holds, and where the pickle ends. */
export interface Unpickled {
  /**
   * null, boolean, number, string, Uint8Array, arrays for lists and tuples, a Map for a dict, an InertValue, or what
   * the rules gave.
   */
  readonly value: unknown;
  readonly end: number;
}

/**
 * Reads the pickle that starts at byte `start`.
 * @throws PickleError naming the forbidden global, the unknown operation or the byte where the pickle breaks off.
 */
export function unpickle(bytes: Uint8Array, rules: PickleRules, counts: ReadCounts, start = 0): Unpickled {
  const machine = new PickleMachine(bytes, rules, start);
  for (;;) {
    const at = machine.position;
    const code = machine.byte();
    counts.operations += 1;
    if (code === stop) return { value: machine.pop(), end: machine.position };
    const operation = pickleOperations.get(code);
    if (operation === undefined) {
      throw new PickleError(
        `the pickle has the operation 0x${code.toString(16).padStart(2, "0")} at byte ${at}, which no state dict needs`,
      );
    }
    operation(machine);
  }
}

const stop = ".".charCodeAt(0);
