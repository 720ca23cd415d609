/** Heat maps of images of a data set, read as evaluation reads them. */
import * as tf from "@tensorflow/tfjs-core";
import { BatchLoader, type Dataset, subset } from "@tresnet/data";
import { currentEngine } from "@tresnet/engine";
import { type ExplanationOptions, explainBatch, type HeatMap } from "@tresnet/training";
import type { ImageClassifier, StageName } from "@tresnet/zoo";
import { evaluationTransform } from "../images/data-plan.ts";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";

/** An image of a data set, and the class that is looked for on it. */
export interface Asked {
  /** The image's index in the data set. */
  readonly index: number;
  /** The position of the class among the model's outputs. */
  readonly label: number;
}

/** Images at once: with more, a net at 448 pixels takes gigabytes. */
const batchSize = 4;

/**
 * The heat of each image that can be read, by its index.
 * @throws the signal's reason when it is aborted.
 */
export async function explainImages(
  { model, saved }: { readonly model: ImageClassifier; readonly saved: SavedModel },
  data: Dataset,
  asked: readonly Asked[],
  { signal, ...options }: ExplanationOptions<StageName> & { readonly signal?: AbortSignal | undefined },
): Promise<ReadonlyMap<number, HeatMap>> {
  const found = new Map<number, HeatMap>();
  if (asked.length === 0) return found;
  const loader = new BatchLoader(
    subset(
      data,
      asked.map(({ index }) => index),
    ),
    {
      batchSize,
      workers: 0,
      onBroken: "skip",
      cache: false,
      transform: evaluationTransform(saved),
      tensorFlow: currentEngine()?.library,
    },
  );
  try {
    for await (const batch of loader.epoch(0, signal && { signal })) {
      const images = tf.tensor4d(batch.images, [...batch.shape]);
      loader.recycle(batch);
      const wanted = Array.from(batch.indices, (place) => asked[place]);
      const labels = wanted.map((one) => one?.label ?? 0);
      const heat = await explainBatch(model, images, labels, options).finally(() => images.dispose());
      for (const [place, one] of wanted.entries()) {
        const map = heat[place];
        if (one !== undefined && map !== undefined) found.set(one.index, map);
      }
    }
  } finally {
    await loader.close();
  }
  return found;
}
