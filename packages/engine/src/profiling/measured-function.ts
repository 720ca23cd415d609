/** A recorded graph in a session of its own, which notes when each op runs: functions of a context are not measured. */
import { bufferContents } from "../buffer-contents.ts";
import type { CApi, GraphOutput } from "../c-api.ts";
import { measuredConfig, measuredRun } from "../config-proto.ts";
import { checkStatus } from "../status.ts";
import { type OpTime, readStepStats } from "./step-stats.ts";

/** A graph and its ends. */
export interface MeasurableGraph {
  readonly graph: bigint;
  readonly inputs: readonly GraphOutput[];
  readonly outputs: readonly GraphOutput[];
  /** Operations that run although no output needs them. */
  readonly targets: readonly bigint[];
  /** Serialized `ConfigProto` of the function. */
  readonly config: Uint8Array;
}

export class MeasuredFunction {
  readonly #api: CApi;
  readonly #ends: MeasurableGraph;
  readonly #session: bigint;

  /** @throws TensorFlowError when TensorFlow makes no session of the graph. */
  constructor(api: CApi, ends: MeasurableGraph, interOpThreads: number) {
    this.#api = api;
    this.#ends = ends;
    // Messages one after another are merged: the second one's fields are added.
    const config = Buffer.concat([ends.config, measuredConfig(interOpThreads)]);
    const status = api.TF_NewStatus();
    const options = api.TF_NewSessionOptions();
    try {
      api.TF_SetConfig(options, config, config.length, status);
      checkStatus(api, status, "profileOps");
      this.#session = api.TF_NewSession(ends.graph, options, status);
      checkStatus(api, status, "profileOps");
    } finally {
      api.TF_DeleteSessionOptions(options);
      api.TF_DeleteStatus(status);
    }
  }

  /**
   * Runs the graph on another thread: from tensor handles, which stay the caller's, to new ones, put into `outputs`.
   * @throws TensorFlowError when an op fails.
   */
  async run(inputs: readonly bigint[], outputs: BigUint64Array): Promise<{ wallMs: number; ops: OpTime[] }> {
    const api = this.#api;
    const status = api.TF_NewStatus();
    const metadata = api.TF_NewBuffer();
    const request = measuredRun();
    const options = api.TF_NewBufferFromString(request, request.length);
    const feeds: bigint[] = [];
    const { inputs: sources, outputs: ends } = this.#ends;
    const targets = BigUint64Array.from(this.#ends.targets);
    const fetched = new BigUint64Array(Math.max(ends.length, 1));
    try {
      for (const handle of inputs) {
        feeds.push(api.TFE_TensorHandleResolve(handle, status));
        checkStatus(api, status, "profileOps");
      }
      const values = BigUint64Array.from(feeds);
      const startMs = performance.now();
      await new Promise<void>((resolve, reject) => {
        api.TF_SessionRun.async(
          this.#session,
          options,
          sources,
          values,
          sources.length,
          ends,
          fetched,
          ends.length,
          targets,
          targets.length,
          metadata,
          status,
          (error: unknown) => (error ? reject(error) : resolve()),
        );
      });
      const wallMs = performance.now() - startMs;
      checkStatus(api, status, "profileOps");
      for (const [index, tensor] of fetched.subarray(0, ends.length).entries()) {
        outputs[index] = api.TFE_NewTensorHandle(tensor, status);
        checkStatus(api, status, "profileOps");
      }
      return { wallMs, ops: readStepStats(bufferContents(api, metadata)) };
    } finally {
      for (const tensor of feeds) api.TF_DeleteTensor(tensor);
      for (const tensor of fetched) if (tensor !== 0n) api.TF_DeleteTensor(tensor);
      api.TF_DeleteBuffer(options);
      api.TF_DeleteBuffer(metadata);
      api.TF_DeleteStatus(status);
    }
  }

  dispose(): void {
    const status = this.#api.TF_NewStatus();
    this.#api.TF_CloseSession(this.#session, status);
    this.#api.TF_DeleteSession(this.#session, status);
    this.#api.TF_DeleteStatus(status);
  }
}
