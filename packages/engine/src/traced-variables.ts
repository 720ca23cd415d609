/** `tf.Variable`s during a trace: told apart by their handles, and given back their values when it ends. */
import * as tf from "@tensorflow/tfjs-core";
import { TraceError } from "./errors.ts";
import { attr } from "./op-attributes.ts";
import { runOp } from "./run-op.ts";
import type { TensorFlowBackend } from "./tensorflow-backend.ts";

interface Saved {
  readonly variable: tf.Variable;
  /** The handle that it had before the trace. */
  readonly id: number;
  /** A second reference, which keeps its value alive while the step assigns stand-ins to the variable. */
  readonly value: tf.Tensor;
}

export class TracedVariables {
  readonly #backend: TensorFlowBackend;
  readonly #name: string;
  readonly #saved = new Map<number, Saved>();

  /** Takes note of every variable that there is; `name` is the traced function's, for errors. */
  constructor(backend: TensorFlowBackend, name: string) {
    this.#backend = backend;
    this.#name = name;
    for (const variable of Object.values(tf.engine().registeredVariables)) {
      // One that shares its handle with another tensor, as a clone does, gets a handle of its own first.
      if (backend.refCount(variable.dataId) > 1) {
        tf.tidy(() => {
          const [own = variable] = runOp("Identity", [variable], { T: attr.type(variable.dtype) });
          variable.assign(own);
        });
      }
      const id = backend.idOf(variable);
      this.#saved.set(id, { variable, id, value: tf.keep(variable.clone()) });
    }
  }

  /** The variable that had this handle before the trace. */
  byId(id: number): tf.Variable | undefined {
    return this.#saved.get(id)?.variable;
  }

  /**
   * The variables that hold something else than before.
   * @throws TraceError when the step disposed one.
   */
  assigned(): tf.Variable[] {
    return [...this.#saved.values()].flatMap(({ variable, id }) => {
      if (variable.isDisposed) {
        throw new TraceError(`${this.#name}: the step disposed the variable "${variable.name}". Dispose it outside.`);
      }
      return this.#backend.idOf(variable) === id ? [] : [variable];
    });
  }

  /**
   * Gives every variable its value back and disposes those that the step made.
   * @throws TraceError when it made any: their values would be stand-ins.
   */
  restore(): void {
    const known = new Set([...this.#saved.values()].map(({ variable }) => variable));
    const made = Object.values(tf.engine().registeredVariables).filter((variable) => !known.has(variable));
    for (const { variable, id, value } of this.#saved.values()) {
      if (!variable.isDisposed && this.#backend.idOf(variable) !== id) variable.assign(value);
      value.dispose();
    }
    for (const variable of made) variable.dispose();
    if (made.length > 0) {
      throw new TraceError(
        `${this.#name}: the step made ${made.length} tf.variable(s) ("${made[0]?.name}"). Create variables before the first call.`,
      );
    }
  }
}
