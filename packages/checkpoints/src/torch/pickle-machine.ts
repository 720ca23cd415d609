/** The stack machine that a pickle is a program for, and what is known to it. */

import { plain } from "../quote.ts";

/** What a name stands for when the pickle calls it; `spend` counts the values that it makes or looks at. */
export type PickleFunction = (args: readonly unknown[], spend: (values: number) => void) => unknown;

/** What the file may name, and what becomes of it. */
export interface PickleRules {
  /** The reader's own function for "module.name", which gets the arguments that the file says; undefined for none. */
  readonly functionOf: (name: string) => PickleFunction | undefined;
  /** Whether a name may stand in the file though it can't be called. */
  readonly isName: (name: string) => boolean;
  /** What stands outside of the pickle, such as a tensor's storage. */
  readonly persistent: (id: unknown) => unknown;
}

/** A name that the rules allow. */
export class PickledName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A value that a checkpoint may hold, and of which only its kind is kept. */
export class InertValue {
  readonly what: string;
  /** Whether it would be a tensor, if it could be read. */
  readonly isTensor: boolean;
  constructor(what: string, isTensor = false) {
    this.what = what;
    this.isTensor = isTensor;
  }
}

/** The pickle is broken, or wants something that is not allowed; the message is half a sentence. */
export class PickleError extends Error {
  override readonly name = "PickleError";
}

/** The stack machine: a cursor in the bytes, a stack, the marks on it, and the memo of values that occur again. */
export class PickleMachine {
  readonly memo = new Map<number, unknown>();
  readonly rules: PickleRules;
  position: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #stack: unknown[] = [];
  readonly #marks: number[] = [];
  #values = 0;

  constructor(bytes: Uint8Array, rules: PickleRules, start: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.rules = rules;
    this.position = start;
  }

  push(value: unknown): void {
    this.spend(1);
    this.#stack.push(value);
  }

  /** Counts values that the pickle makes: a few of its bytes, said again and again, could fill any memory. */
  spend(values: number): void {
    this.#values += values;
    if (this.#values > valueLimit) throw this.#brokenOff(`makes more than ${valueLimit} values`);
  }

  pop(): unknown {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw this.#brokenOff("takes more values than there are");
    return this.#stack.pop();
  }

  /** Returns the last value and leaves it on the stack. */
  top(): unknown {
    const value = this.pop();
    this.#stack.push(value);
    return value;
  }

  mark(): void {
    this.spend(1);
    this.#marks.push(this.#stack.length);
  }

  /** Takes all values since the last mark, and the mark, off the stack. */
  popToMark(): unknown[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.#brokenOff("takes values up to a mark that is not there");
    return this.#stack.splice(mark);
  }

  /** Keeps a value that the pickle recalls later. */
  remember(index: number): void {
    this.spend(1);
    this.memo.set(index, this.top());
  }

  byte(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** Reads a length of 8 bytes. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }

  /** Reads a float of 8 bytes, pickle's only big-endian number. */
  float64(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.slice(start, start + length);
  }

  text(length: number): string {
    const start = this.#advance(length);
    return utf8.decode(this.#bytes.subarray(start, start + length));
  }

  /** Bytes up to a newline, as text. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.position);
    if (end < 0) throw this.#brokenOff("breaks off");
    const text = this.text(end - this.position);
    this.position = end + 1;
    return text;
  }

  /** Puts the name of a global on the stack. @throws PickleError when the rules do not allow it. */
  pushName(module: string, name: string): void {
    // Python 2's names, which the default protocol of torch.save writes.
    const known = module.replace(/^__builtin__$/, "builtins").replace(/^copy_reg$/, "copyreg");
    const full = `${known}.${name}`;
    if (this.rules.functionOf(full) === undefined && !this.rules.isName(full)) {
      throw new PickleError(
        `it names ${plain(full)}, which is none of the types that a checkpoint of weights needs. Nothing of it was executed. If you trust the file, keep only its state dict, in Python: torch.save(model.state_dict(), ...)`,
      );
    }
    this.push(new PickledName(full));
  }

  #advance(length: number): number {
    const start = this.position;
    if (length > this.#bytes.length - start) throw this.#brokenOff("breaks off");
    this.position = start + length;
    return start;
  }

  #brokenOff(what: string): PickleError {
    return new PickleError(`the pickle ${what} at byte ${this.position} of ${this.#bytes.length}`);
  }
}

const utf8 = new TextDecoder();

/** The most values, marks and memories of a pickle. A state dict of a thousand tensors has about forty thousand. */
export const valueLimit = 2_000_000;
