/** Loads a SavedModel, TensorFlow's own format of a trained model, into a session of TensorFlow's library. */
import type * as tf from "@tensorflow/tfjs-core";
import { currentBackend, currentEngine } from "../backend/current-backend.ts";
import type { TensorFlowBackend } from "../backend/tensorflow-backend.ts";
import { bufferContents } from "../native/buffer-contents.ts";
import { checkStatus } from "../native/status.ts";
import { sessionConfig } from "../protobuf/config-proto.ts";
import { LoadedSession } from "./loaded-session.ts";
import { readSignatures, type Signature } from "./read-signatures.ts";

/** A loaded SavedModel, which is the caller's to dispose of; it ends with the engine at the latest. */
export interface SavedModel {
  /** What each signature takes and gives, such as "serving_default". */
  readonly signatures: ReadonlyMap<string, Signature>;
  /**
   * Computes a signature's outputs by their names, which the caller disposes of. Inputs are given by their names and
   * cast to the signature's dtype, such as int32 to uint8.
   * @throws RangeError when there is no such signature, or its inputs are other ones.
   * @throws TensorFlowError when an op fails, such as for images of another size.
   * @throws Error after `dispose()`.
   */
  run(signature: string, inputs: Readonly<Record<string, tf.Tensor>>): Promise<Record<string, tf.Tensor>>;
  /** Releases the session and its graph. */
  dispose(): void;
}

/**
 * Loads the SavedModel in a folder (saved_model.pb and variables/), of those for "serve" in it, for inference.
 * @throws TensorFlowError when the folder has none, or this TensorFlow lacks one of its ops.
 * @throws Error when no engine runs: await `useTensorFlow()` first.
 */
export async function loadSavedModel(folder: string): Promise<SavedModel> {
  const backend = currentBackend();
  const { session, graph, metaGraph } = openSession(backend, folder);
  return new LoadedSession(backend, { session, graph, signatures: readSignatures(metaGraph) });
}

function openSession(backend: TensorFlowBackend, folder: string) {
  const { api } = backend.eager;
  const status = api.TF_NewStatus();
  const options = api.TF_NewSessionOptions();
  const graph = api.TF_NewGraph();
  const buffer = api.TF_NewBuffer();
  let loaded = false;
  try {
    const config = sessionConfig({ interOpThreads: 0, intraOpThreads: 0, gpu: currentEngine()?.device === "gpu" });
    api.TF_SetConfig(options, config, config.length, status);
    checkStatus(api, status, "loadSavedModel");
    const tags = [Buffer.from("serve\0")];
    const session = api.TF_LoadSessionFromSavedModel(options, null, folder, tags, tags.length, graph, buffer, status);
    checkStatus(api, status, `loadSavedModel: ${folder}`);
    loaded = true;
    return { session, graph, metaGraph: bufferContents(api, buffer) };
  } finally {
    api.TF_DeleteBuffer(buffer);
    api.TF_DeleteSessionOptions(options);
    api.TF_DeleteStatus(status);
    if (!loaded) api.TF_DeleteGraph(graph);
  }
}
