/** The versions that a stored variable goes through in the course of a traced function. */
import type { StoredValues, StoredVariable } from "./stored-variable.ts";

/** The values that a stored variable has from one update in a traced function to the next. */
export class VariableVersion implements StoredValues {
  readonly values = null;
  refCount = 1;
  readonly variable: StoredVariable;
  /** The operation that made these values; undefined for the values at the start. */
  readonly madeBy: bigint | undefined;
  /** The operation that reads these values and the number of its output; undefined until an op asked for them. */
  read: { readonly id: number; readonly operation: bigint } | undefined;
  readonly #readIn: (version: VariableVersion) => number;

  /** Takes `readIn`, which records the reading of a version and returns the number of the tensor. */
  constructor(readIn: (version: VariableVersion) => number, variable: StoredVariable, madeBy?: bigint) {
    this.#readIn = readIn;
    this.variable = variable;
    this.madeBy = madeBy;
  }

  get shape(): number[] {
    return this.variable.shape;
  }

  get dtype(): number {
    return this.variable.dtype;
  }

  /** The number of the tensor by which an op reads these values. */
  get id(): number {
    return this.#readIn(this);
  }

  // A read is a part of the graph and ends with it.
  release(): void {}
}
