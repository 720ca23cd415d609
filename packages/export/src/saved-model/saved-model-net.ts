/** A SavedModel that was exported, loaded again to be asked. */
import { tensor4d } from "@tensorflow/tfjs-core";
import { currentEngine, loadSavedModel } from "@tresnet/engine";
import type { ExportedNet } from "../check/exported-net.ts";
import { ExportError } from "../errors.ts";

/**
 * Loads the SavedModel in a folder by TensorFlow's own library: normalized images are answered by "serving_default",
 * bytes by "serving_pixels".
 * @throws TensorFlowError when the folder has none; Error when no engine runs.
 */
export async function savedModelNet(folder: string): Promise<ExportedNet> {
  const model = await loadSavedModel(folder);
  return {
    runtime: `TensorFlow ${currentEngine()?.version ?? ""} from the SavedModel`,
    dispose: () => model.dispose(),
    run: async ({ values, shape }) => {
      const isBytes = values instanceof Uint8Array;
      const [signature, input] = isBytes ? ["serving_pixels", "pixels"] : ["serving_default", "images"];
      const images = tensor4d(values, [...shape], isBytes ? "int32" : "float32");
      try {
        const outputs = Object.values(await model.run(signature, { [input]: images }));
        const [answers] = await Promise.all(outputs.map(async (output) => Float32Array.from(await output.data())));
        for (const output of outputs) output.dispose();
        if (answers !== undefined) return answers;
        throw new ExportError(`${folder}: expected answers of the signature ${signature}, got none.`);
      } finally {
        images.dispose();
      }
    },
  };
}
