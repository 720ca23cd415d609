/** An export asked in the place of its model: its own runtime computes, the scores are the same. */
import { reshape, type Tensor2D, type Tensor4D, tensor4d } from "@tensorflow/tfjs-core";
import type { ExportedNet, ImageBatch } from "@tresnet/export";
import { createEvaluator, type Evaluator } from "@tresnet/training";
import type { RunnableExport } from "../model/exported-checkpoint.ts";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";

/** How an export is asked. */
export interface ExportedEvaluatorOptions {
  /** Images per call. */
  readonly batchSize: number;
  /** What goes into the export. */
  readonly input: RunnableExport["input"];
  /** How the images were made ready that the evaluator is given. */
  readonly saved: Pick<SavedModel, "mean" | "std" | "task">;
}

/** The least probability whose logarithm is taken: the smallest normal float32. */
const least = 2 ** -126;

/** Makes an evaluator of an export, which is released with it. */
export function exportedEvaluator(net: ExportedNet, { batchSize, input, saved }: ExportedEvaluatorOptions): Evaluator {
  const several = saved.task === "multi-label";
  // Probabilities and losses of logits, which come in as a map of one pixel.
  const scores = createEvaluator(
    { forward: (logits: Tensor4D): Tensor2D => reshape(logits, [-1, logits.shape[3]]) },
    { batchSize, activation: several ? "sigmoid" : "softmax" },
  );
  return {
    async run(images, targets) {
      const { shape } = images;
      const values = Float32Array.from(await images.data());
      const answers = await net.run(input === "uint8" ? bytesOf({ values, shape }, saved) : { values, shape });
      const logits = input === "uint8" ? answers.map((value) => logitOf(value, several)) : answers;
      const [n] = shape;
      const given = tensor4d(logits, [n, 1, 1, logits.length / n]);
      try {
        return await scores.run(given, targets);
      } finally {
        given.dispose();
      }
    },
    dispose() {
      scores.dispose();
      void net.dispose();
    },
  };
}

/** The bytes that normalized values were made of. */
export function bytesOf({ values, shape }: ImageBatch, { mean, std }: Pick<SavedModel, "mean" | "std">): ImageBatch {
  const channels = shape[3];
  const bytes = Uint8Array.from(values, (value, index) => {
    return Math.round(255 * (value * (std[index % channels] ?? 1) + (mean[index % channels] ?? 0)));
  });
  return { values: bytes, shape };
}

/** A logit of which the activation makes the probability again. */
function logitOf(probability: number, several: boolean): number {
  const log = Math.log(Math.max(probability, least));
  return several ? log - Math.log(Math.max(1 - probability, least)) : log;
}
