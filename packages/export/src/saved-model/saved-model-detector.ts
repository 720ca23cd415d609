/** A detector's SavedModel that was exported, loaded again to be asked. */
import { tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import { currentEngine, loadSavedModel } from "@tresnet/engine";
import type { ExportedDetector } from "../check/exported-detector.ts";
import { sizesOf } from "../check/sizes-of.ts";
import { ExportError } from "../errors.ts";

/**
 * Loads the detector's SavedModel in a folder by TensorFlow's own library: normalized images are answered by
 * "serving_default", bytes by "serving_pixels".
 * @throws TensorFlowError when the folder has none; Error when no engine runs.
 */
export async function savedModelDetector(folder: string): Promise<ExportedDetector> {
  const model = await loadSavedModel(folder);
  return {
    runtime: `TensorFlow ${currentEngine()?.version ?? ""} from the SavedModel`,
    dispose: () => model.dispose(),
    run: async ({ images: { values, shape }, placements }) => {
      const isBytes = values instanceof Uint8Array;
      const [signature, input] = isBytes ? ["serving_pixels", "pixels"] : ["serving_default", "images"];
      const images = tensor4d(values, [...shape], isBytes ? "int32" : "float32");
      const sizes = tensor2d(sizesOf(folder, placements, shape[0]), [shape[0], 4]);
      try {
        const outputs = await model.run(signature, { [input]: images, sizes });
        const read = async (name: string) => {
          const output = outputs[name];
          if (output === undefined) throw new ExportError(`${folder}: expected an output "${name}". Export it again.`);
          const data = Array.from(await output.data());
          output.dispose();
          return data;
        };
        const [boxes, scores, labels] = [await read("boxes"), await read("scores"), await read("labels")];
        const counts = await read("counts");
        const most = scores.length / shape[0];
        return counts.map((count, image) => ({
          boxes: Float32Array.from(boxes.slice(4 * image * most, 4 * (image * most + count))),
          scores: Float32Array.from(scores.slice(image * most, image * most + count)),
          labels: Int32Array.from(labels.slice(image * most, image * most + count)),
        }));
      } finally {
        images.dispose();
        sizes.dispose();
      }
    },
  };
}
