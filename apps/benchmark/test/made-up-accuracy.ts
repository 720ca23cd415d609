/** Results of `tresnet-bench accuracy` without a training, for the tests of what is done with them. */
import type { AccuracyConditions, SeedRun } from "../src/accuracy/results/accuracy-result.ts";
import type { AccuracySideName } from "../src/accuracy/sides/accuracy-sides.ts";

export const madeUpConditions: AccuracyConditions = {
  settings: {
    model: "tresnet_s",
    epochs: 2,
    batchSize: 8,
    learningRate: 0.3,
    weightDecay: 0.0005,
    threads: 2,
    trainImages: null,
  },
  sides: ["tresnet:bfloat16", "pytorch:bfloat16"],
  data: { trainImages: 50_000, testImages: 10_000, sha256: "0123456789abcdef" },
  cores: null,
  machine: { cpu: "Some CPU", cores: 2, memoryBytes: 16 * 2 ** 30, system: "Linux", node: "20.19.0" },
};

/** A seed's run: of every side the seconds and the accuracy of each epoch. */
export function madeUpSeed(
  seed: number,
  sides: Readonly<Partial<Record<AccuracySideName, readonly (readonly [seconds: number, accuracy: number])[]>>>,
): SeedRun {
  const names = madeUpConditions.sides.filter((side) => sides[side] !== undefined);
  return {
    seed,
    runs: names.map((side) => ({
      side,
      parameters: 3_670_000,
      versions: side.startsWith("pytorch") ? { torch: "2.15.0" } : { TensorFlow: "2.21.0" },
      epochs: (sides[side] ?? []).map(([seconds, accuracy]) => ({ seconds, accuracy, images: 120, loss: 1 })),
    })),
    load: [{ busy: 10, own: 10, available: 20 }],
  };
}
