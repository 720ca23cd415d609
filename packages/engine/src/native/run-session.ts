/** Runs a session (`TF_Session`) once, on another thread. */
import type { CApi, GraphOutput } from "./c-api.ts";
import { checkStatus } from "./status.ts";

/** What a run is asked to note (`RunOptions`), and the buffer for what it notes (`RunMetadata`). */
export interface SessionNotes {
  /** The `RunOptions`, serialized in a `TF_Buffer`. */
  readonly options: bigint;
  /** The `TF_Buffer` for what is noted. */
  readonly metadata: bigint;
}

/** What goes into a run of a session, and what comes out. */
export interface SessionRun {
  /** Where tensors go in. */
  readonly inputs: readonly GraphOutput[];
  /** The tensors (`TF_Tensor`) that go in; they stay the caller's. */
  readonly values: readonly bigint[];
  /** Where tensors come out. */
  readonly outputs: readonly GraphOutput[];
  /** Operations that run although no output needs them. */
  readonly targets?: readonly bigint[];
  /** What to note of the run, if anything. */
  readonly notes?: SessionNotes | undefined;
}

/**
 * Runs the session from tensors to new tensors (`TF_Tensor`), which the caller releases; `who` is whom errors name.
 * @throws TensorFlowError when an op fails.
 */
export async function runSession(
  api: CApi,
  session: bigint,
  { inputs, values, outputs, targets = [], notes }: SessionRun,
  who: string,
): Promise<bigint[]> {
  const status = api.TF_NewStatus();
  // An empty array has no address to give.
  const tensors = BigUint64Array.from([...values, 0n]);
  const ends = BigUint64Array.from([...targets, 0n]);
  const fetched = new BigUint64Array(outputs.length + 1);
  try {
    await new Promise<void>((resolve, reject) => {
      api.TF_SessionRun.async(
        session,
        notes?.options ?? null,
        inputs,
        tensors,
        inputs.length,
        outputs,
        fetched,
        outputs.length,
        ends,
        targets.length,
        notes?.metadata ?? null,
        status,
        (error: unknown) => (error ? reject(error) : resolve()),
      );
    });
    checkStatus(api, status, who);
    return [...fetched.subarray(0, outputs.length)];
  } finally {
    api.TF_DeleteStatus(status);
  }
}
