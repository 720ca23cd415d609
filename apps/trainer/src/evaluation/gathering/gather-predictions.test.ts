import { multiLabelFiles, syntheticData } from "@tresnet/data";
import { expect, test } from "vitest";
import { alone, type Team } from "../../cluster/team.ts";
import type { Prediction } from "../predict-dataset.ts";
import { gatherPredictions } from "./gather-predictions.ts";

const { train } = syntheticData({ seed: 0, classes: 3, size: 8 });

const predictionOf = (index: number): Prediction => ({
  index,
  label: train.label(index),
  probabilities: Float32Array.of(index / 7, 0.1, Number.NaN),
  loss: index / 3,
});

/** A process whose others have told these. */
const teamOf = (...others: Uint8Array[]): Team => ({
  ...alone,
  size: others.length + 1,
  gather: async (own) => [own, ...others],
});

/** What a process with these predictions tells. */
async function toldBy(predictions: readonly Prediction[], data: typeof train = train): Promise<Uint8Array> {
  let told: Uint8Array = new Uint8Array();
  const gather = async (own: Uint8Array) => {
    told = own;
    return [own];
  };
  await gatherPredictions({ ...alone, size: 2, gather }, predictions, data);
  return told;
}

test("predictions of all processes are those of one, in the order of the data and to the bit", async () => {
  const all = [0, 1, 2, 3, 4].map(predictionOf);
  const [others, none] = [await toldBy(all.filter(({ index }) => index % 2 === 1)), await toldBy([])];
  const own = all.filter(({ index }) => index % 2 === 0);
  expect(await gatherPredictions(teamOf(others, none), own, train)).toEqual(all);
  expect(await gatherPredictions(alone, own, train)).toBe(own);
});

test("images with several labels keep them", async () => {
  const data = multiLabelFiles(
    "several",
    ["a", "b", "c"],
    [
      { path: "x.png", labels: [0, 2] },
      { path: "y.png", labels: [] },
    ],
  );
  const prediction = (index: number) => ({
    ...predictionOf(index),
    label: data.label(index),
    labels: data.labels(index),
  });
  const others = await toldBy([prediction(1)], data);
  expect(await gatherPredictions(teamOf(others), [prediction(0)], data)).toEqual([prediction(0), prediction(1)]);
});
