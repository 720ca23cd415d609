/** A graph model in TensorFlow.js's hands. */
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import { type io, Tensor, tensor4d } from "@tensorflow/tfjs-core";
import { PredictError } from "../predict-error.ts";
import type { RawModel } from "./raw-model.ts";

/**
 * Loads the graph model of a model.json, by its address or by what reads it, on the backend that TensorFlow.js has or
 * takes.
 * @throws Error when it can't be loaded.
 */
export async function openGraphModel(address: string | io.IOHandler): Promise<RawModel> {
  const model = await loadGraphModel(address);
  const [{ name = "" } = {}] = model.outputs;
  return {
    description: model.metadata,
    dispose: () => model.dispose(),
    run: async ({ values, height, width }) => {
      const images = tensor4d(values, [1, height, width, 3]);
      try {
        const output = model.predict(images);
        if (!(output instanceof Tensor))
          throw new PredictError("loadModel: expected a model of one output, got several.");
        const answers = Float32Array.from(await output.data());
        output.dispose();
        return new Map([[name, answers]]);
      } finally {
        images.dispose();
      }
    },
  };
}
