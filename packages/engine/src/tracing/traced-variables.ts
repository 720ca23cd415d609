/** Tells `tf.Variable`s apart during a trace by their handles, and gives them their values back when it ends. */
import * as tf from "@tensorflow/tfjs-core";
import { runOp } from "../backend/run-op.ts";
import type { TensorFlowBackend } from "../backend/tensorflow-backend.ts";
import { TraceError } from "../errors.ts";
import { attr } from "../native/op-attributes.ts";
import { isStoredInPlace } from "../variables/stored-in-place.ts";
import type { StoredVariable } from "../variables/stored-variable.ts";

/** A variable and what it was before the trace. */
interface Saved {
  readonly variable: tf.Variable;
  /** The values that it had before the trace. */
  readonly dataId: tf.DataId;
  /** A second reference, which keeps its value alive while the step assigns stand-ins to the variable. */
  readonly value: tf.Tensor;
}

/** Every variable that there was before the trace. */
export class TracedVariables {
  readonly #backend: TensorFlowBackend;
  readonly #name: string;
  readonly #saved: Saved[] = [];
  readonly #byHandle = new Map<number | StoredVariable, tf.Variable>();

  /** Takes note of every variable that there is; `name` is the traced function's, for errors. */
  constructor(backend: TensorFlowBackend, name: string) {
    this.#backend = backend;
    this.#name = name;
    try {
      for (const variable of Object.values(tf.engine().registeredVariables)) this.#note(variable);
    } catch (error) {
      for (const { value } of this.#saved) value.dispose();
      throw error;
    }
  }

  #note(variable: tf.Variable): void {
    const backend = this.#backend;
    // One that shares its handle with another tensor, as a clone does, gets a handle of its own first; so does one that
    // was assigned what another variable stores in place.
    const stored = isStoredInPlace(variable) ? backend.store(variable) : undefined;
    const borrows = backend.refCount(variable.dataId) > 1 || backend.holdsStored(variable);
    if (stored === undefined && borrows) {
      tf.tidy(() => {
        const [own = variable] = runOp("Identity", [variable], { T: attr.type(variable.dtype) });
        variable.assign(own);
      });
    }
    this.#byHandle.set(stored ?? backend.idOf(variable), variable);
    this.#saved.push({ variable, dataId: variable.dataId, value: tf.keep(variable.clone()) });
  }

  /** Finds the variable that had this handle before the trace. */
  byHandle(handle: number | StoredVariable): tf.Variable | undefined {
    return this.#byHandle.get(handle);
  }

  /**
   * Lists the variables that hold another tensor than before; those that ops changed in place are not among them.
   * @throws TraceError when the step disposed one.
   */
  assigned(): tf.Variable[] {
    return this.#saved.flatMap(({ variable, dataId }) => {
      if (variable.isDisposed) {
        throw new TraceError(`${this.#name}: the step disposed the variable "${variable.name}". Dispose it outside.`);
      }
      return variable.dataId === dataId || this.#backend.isUpdated(variable) ? [] : [variable];
    });
  }

  /**
   * Gives every variable its value back and disposes those that the step made.
   * @throws TraceError when it made any: their values would be stand-ins.
   */
  restore(): void {
    const known = new Set(this.#saved.map(({ variable }) => variable));
    const made = Object.values(tf.engine().registeredVariables).filter((variable) => !known.has(variable));
    for (const { variable, dataId, value } of this.#saved) {
      if (!variable.isDisposed && variable.dataId !== dataId) variable.assign(value);
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
