/**
 * Runs a recorded graph in a session, which notes when each op runs: TensorFlow does not measure a context's functions.
 */
import { bufferContents } from "../../native/buffer-contents.ts";
import type { GraphOutput } from "../../native/c-api.ts";
import type { EagerBinding } from "../../native/eager-binding.ts";
import { attributeKinds } from "../../native/op-attributes.ts";
import { runSession, type SessionNotes } from "../../native/run-session.ts";
import { checkStatus } from "../../native/status.ts";
import { measuredConfig, measuredRun } from "../../protobuf/config-proto.ts";
import type { StoredVariable } from "../../variables/stored-variable.ts";
import { type MeasurableGraph, SessionGraph } from "./session-graph.ts";
import { type OpTime, readStepStats } from "./step-stats.ts";

/** What a call takes and gives, as handles of eager tensors. */
export interface MeasuredCall {
  /** The inputs without those of stored variables; they stay the caller's. */
  readonly inputs: readonly bigint[];
  /** The stored variables that the function reads, and may change. */
  readonly stored: readonly StoredVariable[];
  /** The place for the handles of the outputs. */
  readonly outputs: BigUint64Array;
}

/** A function in a session of its own. */
export class MeasuredFunction {
  readonly #eager: EagerBinding;
  readonly #graph: SessionGraph;
  readonly #session: bigint;

  /**
   * Makes a session of the recorded graph.
   * @throws TensorFlowError when TensorFlow makes none of it.
   */
  constructor(eager: EagerBinding, recorded: MeasurableGraph, interOpThreads: number) {
    this.#eager = eager;
    const { api } = eager;
    this.#graph = new SessionGraph(api, recorded);
    // Messages one after another are merged: the second one's fields are added.
    const config = Buffer.concat([recorded.config, measuredConfig(interOpThreads)]);
    const status = api.TF_NewStatus();
    const options = api.TF_NewSessionOptions();
    try {
      api.TF_SetConfig(options, config, config.length, status);
      checkStatus(api, status, "profileOps");
      this.#session = api.TF_NewSession(this.#graph.graph, options, status);
      checkStatus(api, status, "profileOps");
    } finally {
      api.TF_DeleteSessionOptions(options);
      api.TF_DeleteStatus(status);
    }
  }

  /**
   * Runs the graph on another thread and changes the stored variables as it does.
   * @throws TensorFlowError when an op fails; then no variable has changed.
   */
  async call({ inputs, stored, outputs }: MeasuredCall): Promise<{ wallMs: number; ops: OpTime[] }> {
    const { api } = this.#eager;
    const { variables } = this.#graph;
    const before = this.#resolve(stored.map((variable) => this.#eager.handle(variable.readNow())));
    const [sources, assigns] = [variables.map(({ value }) => value), variables.map(({ assign }) => assign)];
    try {
      if (variables.length > 0) await this.#run(sources, before, [], assigns);
    } finally {
      this.#release(before);
    }
    const values = this.#resolve(inputs);
    const request = measuredRun();
    const notes = { options: api.TF_NewBufferFromString(request, request.length), metadata: api.TF_NewBuffer() };
    try {
      const startMs = performance.now();
      const results = await this.#run(this.#graph.inputs, values, this.#graph.outputs, this.#graph.targets, notes);
      const wallMs = performance.now() - startMs;
      outputs.set(this.#adopt(results));
      const reads = variables.map(({ read }) => read);
      const after = reads.length === 0 ? [] : this.#adopt(await this.#run([], [], reads, []));
      for (const [index, variable] of stored.entries()) this.#store(variable, after[index] ?? 0n);
      return { wallMs, ops: readStepStats(bufferContents(api, notes.metadata)) };
    } finally {
      this.#release(values);
      api.TF_DeleteBuffer(notes.options);
      api.TF_DeleteBuffer(notes.metadata);
    }
  }

  /** Ends the session. */
  dispose(): void {
    const { api } = this.#eager;
    const status = api.TF_NewStatus();
    api.TF_CloseSession(this.#session, status);
    api.TF_DeleteSession(this.#session, status);
    api.TF_DeleteStatus(status);
    this.#graph.dispose();
  }

  /** Runs the session from tensors to new tensors, which the caller releases. */
  #run(
    inputs: readonly GraphOutput[],
    values: readonly bigint[],
    outputs: readonly GraphOutput[],
    targets: readonly bigint[],
    notes?: SessionNotes,
  ): Promise<bigint[]> {
    const run = { inputs, values, outputs, targets, notes };
    return runSession(this.#eager.api, this.#session, run, "profileOps");
  }

  /** Finds the tensors (`TF_Tensor`) that handles stand for; the caller releases them. */
  #resolve(handles: readonly bigint[]): bigint[] {
    const { api, status } = this.#eager;
    return handles.map((handle) => {
      const tensor = api.TFE_TensorHandleResolve(handle, status);
      checkStatus(api, status, "profileOps");
      return tensor;
    });
  }

  /** Makes handles of tensors, and releases the tensors. */
  #adopt(tensors: readonly bigint[]): bigint[] {
    const { api, status } = this.#eager;
    return tensors.map((tensor) => {
      const handle = api.TFE_NewTensorHandle(tensor, status);
      api.TF_DeleteTensor(tensor);
      checkStatus(api, status, "profileOps");
      return handle;
    });
  }

  #release(tensors: readonly bigint[]): void {
    for (const tensor of tensors) this.#eager.api.TF_DeleteTensor(tensor);
  }

  /** Assigns the tensor of a handle to a stored variable, and releases the handle. */
  #store({ dtype, resource }: StoredVariable, handle: bigint): void {
    const id = this.#eager.adopt(handle);
    const attribute = { name: "dtype", type: attributeKinds.TF_ATTR_TYPE, value: dtype };
    this.#eager.executeOp("AssignVariableOp", [attribute], [resource, id], 0);
    this.#eager.deleteTensor(id);
  }
}
