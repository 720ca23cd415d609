/** A session that a SavedModel was loaded into. */
import * as tf from "@tensorflow/tfjs-core";
import { enqueue } from "../backend/call-queue.ts";
import { runOp } from "../backend/run-op.ts";
import type { TensorFlowBackend } from "../backend/tensorflow-backend.ts";
import type { GraphOutput } from "../native/c-api.ts";
import { attributeKinds } from "../native/op-attributes.ts";
import { runSession } from "../native/run-session.ts";
import { checkStatus } from "../native/status.ts";
import type { Signature, SignatureTensor } from "./read-signatures.ts";

/** The native parts of a loaded SavedModel, and what it says of itself. */
interface Loaded {
  readonly session: bigint;
  readonly graph: bigint;
  readonly signatures: ReadonlyMap<string, Signature>;
}

/** Owns the session and its graph. */
export class LoadedSession {
  readonly signatures: ReadonlyMap<string, Signature>;
  readonly #backend: TensorFlowBackend;
  readonly #loaded: Loaded;

  constructor(backend: TensorFlowBackend, loaded: Loaded) {
    this.signatures = loaded.signatures;
    this.#backend = backend;
    this.#loaded = loaded;
    backend.functions.add(this);
  }

  /** Runs a signature: casts the inputs to its dtypes, and gives its outputs by their names. */
  async run(name: string, inputs: Readonly<Record<string, tf.Tensor>>): Promise<Record<string, tf.Tensor>> {
    const signature = this.#signature(name, inputs);
    const cast = tf.tidy(() =>
      [...signature.inputs].flatMap(([key, { dtype }]) => {
        const tensor = inputs[key];
        return tensor === undefined ? [] : [this.#cast(tensor, dtype)];
      }),
    );
    try {
      return await enqueue(() => this.#run(signature, cast));
    } finally {
      tf.dispose(cast);
    }
  }

  /** Releases the session and its graph; a second time does nothing. */
  dispose(): void {
    if (!this.#backend.functions.delete(this)) return;
    const { api } = this.#backend.eager;
    const status = api.TF_NewStatus();
    api.TF_CloseSession(this.#loaded.session, status);
    api.TF_DeleteSession(this.#loaded.session, status);
    api.TF_DeleteGraph(this.#loaded.graph);
    api.TF_DeleteStatus(status);
  }

  #signature(name: string, inputs: Readonly<Record<string, tf.Tensor>>): Signature {
    const found = this.signatures.get(name);
    if (found === undefined) {
      const names = [...this.signatures.keys()].join(", ");
      throw new RangeError(`SavedModel: expected one of the signatures ${names}, got ${name}. Name one of these.`);
    }
    const [expected, given] = [[...found.inputs.keys()].sort(), Object.keys(inputs).sort()];
    if (expected.join() !== given.join()) {
      throw new RangeError(`SavedModel: ${name} takes the inputs ${expected}, got ${given}. Give each by its name.`);
    }
    return found;
  }

  /** A tensor of a dtype that tfjs may have no name for. */
  #cast(tensor: tf.Tensor, dtype: number): tf.Tensor {
    const { eager } = this.#backend;
    const from = eager.metadata(this.#backend.idOf(tensor)).dtype;
    if (from === dtype) return tensor.clone();
    const kind = attributeKinds.TF_ATTR_TYPE;
    const [cast] = runOp("Cast", [tensor], { SrcT: { type: kind, value: from }, DstT: { type: kind, value: dtype } });
    return cast ?? tensor.clone();
  }

  async #run(signature: Signature, inputs: readonly tf.Tensor[]): Promise<Record<string, tf.Tensor>> {
    if (!this.#backend.functions.has(this)) {
      throw new Error("SavedModel: it was disposed, or its engine was. Load it again.");
    }
    const { eager } = this.#backend;
    const { api, status } = eager;
    const values: bigint[] = [];
    try {
      for (const input of inputs) {
        values.push(api.TFE_TensorHandleResolve(eager.handle(this.#backend.idOf(input)), status));
        checkStatus(api, status, "SavedModel");
      }
      const ends = (tensors: ReadonlyMap<string, SignatureTensor>) =>
        [...tensors.values()].map(({ tensor }) => this.#end(tensor));
      const run = { inputs: ends(signature.inputs), values, outputs: ends(signature.outputs) };
      const results = await runSession(api, this.#loaded.session, run, "SavedModel");
      const keys = [...signature.outputs.keys()];
      return Object.fromEntries(results.map((result, index) => [keys[index] ?? "", this.#adopt(result)]));
    } finally {
      for (const value of values) api.TF_DeleteTensor(value);
    }
  }

  /** Finds a place in the graph by its tensor's name, such as "images:0". */
  #end(tensor: string): GraphOutput {
    const [name = "", index = "0"] = tensor.split(":");
    return { oper: this.#backend.eager.api.TF_GraphOperationByName(this.#loaded.graph, name), index: Number(index) };
  }

  /** Makes a tensor of tfjs of a native one, which is released. */
  #adopt(native: bigint): tf.Tensor {
    const { eager } = this.#backend;
    const handle = eager.api.TFE_NewTensorHandle(native, eager.status);
    eager.api.TF_DeleteTensor(native);
    checkStatus(eager.api, eager.status, "SavedModel");
    return this.#backend.createOutputTensor(eager.metadata(eager.adopt(handle)));
  }
}
