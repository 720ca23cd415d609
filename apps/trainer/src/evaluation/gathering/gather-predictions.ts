/** Puts together what the processes that train together have predicted, each for its share of the images. */
import { type Dataset, isMultiLabel } from "@tresnet/data";
import type { Team } from "../../cluster/team.ts";
import type { Prediction } from "../predict-dataset.ts";

/**
 * The predictions of all processes, in the order of the data: what one process would have predicted, to the bit.
 */
export async function gatherPredictions(
  team: Team,
  own: readonly Prediction[],
  data: Dataset,
): Promise<readonly Prediction[]> {
  if (team.size === 1) return own;
  const all = await team.gather(packed(own));
  return all.flatMap((bytes) => unpacked(bytes, data)).toSorted((a, b) => a.index - b.index);
}

/** Predictions as numbers: how many, then of each the index, the loss, and the probabilities. */
function packed(predictions: readonly Prediction[]): Uint8Array {
  const classes = predictions[0]?.probabilities.length ?? 0;
  const count = predictions.length;
  const indices = Int32Array.from(predictions, ({ index }) => index);
  const losses = Float64Array.from(predictions, ({ loss }) => loss);
  const probabilities = new Float32Array(count * classes);
  for (const [place, prediction] of predictions.entries()) {
    probabilities.set(prediction.probabilities, place * classes);
  }
  const parts = [Int32Array.of(count, classes), indices, losses, probabilities];
  return Buffer.concat(parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)));
}

function unpacked(bytes: Uint8Array, data: Dataset): Prediction[] {
  let from = 0;
  const next = (length: number) => {
    from += length;
    return new Uint8Array(bytes.subarray(from - length, from)).buffer; // a copy begins where numbers of eight bytes may
  };
  const [count = 0, classes = 0] = new Int32Array(next(8));
  const indices = new Int32Array(next(4 * count));
  const losses = new Float64Array(next(8 * count));
  const probabilities = new Float32Array(next(4 * count * classes));
  return Array.from(indices, (index, place) => ({
    index,
    label: data.label(index),
    ...(isMultiLabel(data) && { labels: data.labels(index) }),
    probabilities: probabilities.slice(place * classes, (place + 1) * classes),
    loss: losses[place] ?? 0,
  }));
}
