import type { Detections } from "@tresnet/boxes";
import type { ExportedDetector } from "../check/exported-detector.ts";
import { sizesOf } from "../check/sizes-of.ts";
import { ExportError } from "../errors.ts";
import type { OnnxRuntime, OrtTensor } from "./find-onnxruntime.ts";
import { imagesTensor, openSession, runSession } from "./onnx-session.ts";
import { imagesName, sizesName } from "./value-names.ts";

/**
 * Loads an ONNX file that `exportDetectorOnnx` wrote, to be asked by normalized values, or by bytes where it takes
 * these.
 * @throws ExportError when the runtime can't load it; what the file system throws.
 */
export async function openDetectorOnnx(file: string, runtime: OnnxRuntime): Promise<ExportedDetector> {
  const session = await openSession(file, runtime);
  return {
    runtime: runtime.name,
    run: async ({ images, placements }) => {
      const [n] = images.shape;
      const sizes = new runtime.module.Tensor("float32", sizesOf(file, placements, n), [n, 4]);
      const feeds = { [imagesName]: imagesTensor(images, runtime), [sizesName]: sizes };
      const answers = await runSession(file, { session, runtime, images }, feeds);
      return detectionsOf(file, answers, n);
    },
    dispose: () => session.release(),
  };
}

/** What was found in each of n images. */
function detectionsOf(file: string, answers: Readonly<Record<string, OrtTensor>>, n: number): readonly Detections[] {
  const [boxes, scores] = [answers["boxes"]?.data, answers["scores"]?.data];
  const [labels, images] = [answers["labels"]?.data, answers["images"]?.data];
  const isWhole = boxes instanceof Float32Array && scores instanceof Float32Array;
  if (!isWhole || !(labels instanceof BigInt64Array) || !(images instanceof BigInt64Array)) {
    throw new ExportError(`${file}: expected outputs "boxes", "scores", "labels" and "images". Export it again.`);
  }
  const owners = Array.from(images, Number);
  return Array.from({ length: n }, (_, image) => {
    const first = owners.indexOf(image);
    const [from, to] = first === -1 ? [0, 0] : [first, owners.lastIndexOf(image) + 1];
    return {
      boxes: boxes.slice(4 * from, 4 * to),
      scores: scores.slice(from, to),
      labels: Int32Array.from(labels.slice(from, to), Number),
    };
  });
}
