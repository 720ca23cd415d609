/** A graph model that was exported, loaded again to be asked. */
import { Tensor, tensor4d } from "@tensorflow/tfjs-core";
import type { ExportedNet } from "../check/exported-net.ts";
import { ExportError } from "../errors.ts";

/**
 * Loads the graph model in a folder by TensorFlow.js, to be run on the backend that is current.
 * @throws Error when the folder has none, its weights are cut short, or no backend answers to file://.
 */
export async function tfjsNet(folder: string): Promise<ExportedNet> {
  const { loadGraphModel, version_converter } = await import("@tensorflow/tfjs-converter");
  const model = await loadGraphModel(`file://${folder}/model.json`);
  return {
    runtime: `TensorFlow.js ${version_converter} from the graph model`,
    dispose: () => model.dispose(),
    run: async ({ values, shape }) => {
      const images = tensor4d(values, [...shape], values instanceof Uint8Array ? "int32" : "float32");
      try {
        const logits = model.predict(images);
        if (!(logits instanceof Tensor)) throw new ExportError(`${folder}: expected one output of the graph model.`);
        const answers = Float32Array.from(await logits.data());
        logits.dispose();
        return answers;
      } finally {
        images.dispose();
      }
    },
  };
}
