/** A graph model in TensorFlow.js's hands. */
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import { type io, Tensor, tensor4d } from "@tensorflow/tfjs-core";
import type { Runtime } from "./classifier.ts";
import { type Description, readDescription } from "./description.ts";
import { PredictError } from "./predict-error.ts";

/** What was loaded. */
export interface LoadedModel {
  /** What the model says of itself. */
  readonly description: Description;
  /** What runs it. */
  readonly runtime: Runtime;
}

/**
 * Loads the graph model of a model.json, by its address or by what reads it, on the backend that TensorFlow.js has or
 * takes.
 * @throws PredictError when the model does not say what it is; Error when it can't be loaded.
 */
export async function openGraphModel(address: string | io.IOHandler): Promise<LoadedModel> {
  const model = await loadGraphModel(address);
  try {
    const description = readDescription(model.metadata);
    const run = async (values: Float32Array, size: number) => {
      const images = tensor4d(values, [1, size, size, 3]);
      try {
        const logits = model.predict(images);
        if (!(logits instanceof Tensor))
          throw new PredictError("loadClassifier: expected a model of one output, got several.");
        const answers = Float32Array.from(await logits.data());
        logits.dispose();
        return answers;
      } finally {
        images.dispose();
      }
    };
    return { description, runtime: { run, dispose: () => model.dispose() } };
  } catch (error) {
    model.dispose();
    throw error;
  }
}
