/** What a model says of one image, before it is asked why. */
import { BatchLoader, DataError, type Dataset } from "@tresnet/data";
import { currentEngine } from "@tresnet/engine";
import { createEvaluator } from "@tresnet/training";
import type { ImageClassifier } from "@tresnet/zoo";
import { predictDataset } from "../evaluation/predict-dataset.ts";
import { evaluationTransform } from "../images/data-plan.ts";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";

/**
 * The probabilities of the first image of a data set, one for each class.
 * @throws BrokenImageError when it can't be read; the signal's reason when it is aborted.
 */
export async function askImage(
  { model, saved }: { readonly model: ImageClassifier; readonly saved: SavedModel },
  data: Dataset,
  signal: AbortSignal,
): Promise<Float32Array> {
  const loader = new BatchLoader(data, {
    batchSize: 1,
    workers: 0,
    onBroken: "fail",
    cache: false,
    transform: evaluationTransform(saved),
    tensorFlow: currentEngine()?.library,
  });
  const activation = saved.task === "multi-label" ? "sigmoid" : "softmax";
  const evaluator = createEvaluator(model, { batchSize: 1, activation });
  try {
    const [prediction] = await predictDataset(evaluator, loader, data, { signal });
    if (prediction === undefined) {
      throw new DataError(`${data.name}: expected an image to explain, got none. Name a file.`);
    }
    return prediction.probabilities;
  } finally {
    evaluator.dispose();
    await loader.close();
  }
}
