/** Inference as one native call per batch, of one size: short batches are filled up. */
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { ShapeError, type TracePrecision, trace } from "@tresnet/engine";
import { explainUnknownLabel } from "../known-labels.ts";
import type { Classifier } from "../step/classifier.ts";
import { type Activation, answers } from "./answers.ts";

/** How `createEvaluator` applies a model. */
export interface EvaluatorOptions {
  /** Images per call, 1 or more; a smaller batch is filled up with zeros, whose results are dropped. */
  readonly batchSize: number;
  /** Number format of convolutions and matrix products. @default "float32" */
  readonly precision?: TracePrecision;
  /**
   * Whether the model's weights are taken as they are at the first call, with and without targets and for each size of
   * images: batch norm and activations become parts of the convolutions, and kernels are rearranged once. For a model
   * that is not trained any more. The four sizes used last are kept, with and without targets, 36 MB each for
   * `tresnet_s`; another one is traced anew. @default false
   */
  readonly frozen?: boolean;
  /** What turns logits into probabilities; "sigmoid" for models of several labels per image. @default "softmax" */
  readonly activation?: Activation;
}

/** What a model says of one batch. */
export interface Evaluation {
  /** Probabilities, row-major [n, classes]; every row sums to 1, unless the activation is "sigmoid". */
  readonly probabilities: Float32Array;
  /** Cross entropy of each image, with "sigmoid" the mean over its classes, [n]; empty where no targets were given. */
  readonly losses: Float32Array;
}

/**
 * Applies a model to batches; unless it is frozen, the model's present weights count, also when they change between
 * calls.
 */
export interface Evaluator {
  /**
   * Classifies images float32 [n, h, w, c], n from 1 to batchSize, against labels int32 [n], with "sigmoid" targets
   * float32 [n, classes]; both stay the caller's.
   * @throws ShapeError when images and targets don't fit together or into the batch.
   * @throws RangeError that names the first label which is no class.
   */
  run(images: tf.Tensor4D, targets?: tf.Tensor): Promise<Evaluation>;
  /** Releases the traced function; the model stays. */
  dispose(): void;
}

/**
 * Makes an evaluator of a model.
 * @throws RangeError when batchSize is no whole number of 1 or more.
 */
export function createEvaluator(
  model: Classifier,
  { batchSize, precision = "float32", frozen: freeze = false, activation = "softmax" }: EvaluatorOptions,
): Evaluator {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(
      `createEvaluator: batchSize must be a whole number of 1 or more, got ${batchSize}. Use 32, say.`,
    );
  }
  const answer = answers[activation];
  const classify = (images: tf.Tensor4D) => answer.probabilities(model.forward(images, inference)); // [n, k]
  const scored = (images: tf.Tensor4D, targets: tf.Tensor) => {
    const logits = model.forward(images, inference); // [n, k]
    return { probabilities: answer.probabilities(logits), losses: answer.losses(logits, targets) }; // [n, k], [n]
  };
  const classifying = trace(classify, { name: "predict", precision, freeze });
  const scoring = trace(scored, { name: "evaluate", precision, freeze });
  const score = (images: tf.Tensor4D, targets: tf.Tensor) =>
    scoring(images, targets).catch(async (error: unknown) => {
      throw await explainUnknownLabel("Evaluator.run", error, targets);
    });

  return {
    async run(images, targets) {
      const [n] = images.shape;
      checkBatch(answer, batchSize, images, targets);
      const inputs = tf.tidy(() => ({
        images: fillUp(images, batchSize),
        targets: targets === undefined ? undefined : fillUp(targets, batchSize),
      }));
      try {
        const result =
          inputs.targets === undefined
            ? { probabilities: await classifying(inputs.images) }
            : await score(inputs.images, inputs.targets);
        const probabilities = await result.probabilities.data();
        const losses = "losses" in result ? await result.losses.data() : new Float32Array();
        tf.dispose(result);
        const classes = probabilities.length / batchSize;
        return {
          probabilities: Float32Array.from(probabilities.subarray(0, n * classes)),
          losses: Float32Array.from(losses.subarray(0, n)),
        };
      } finally {
        tf.dispose([inputs.images, ...(inputs.targets === undefined ? [] : [inputs.targets])]);
      }
    },
    dispose() {
      classifying.dispose();
      scoring.dispose();
    },
  };
}

/** Fills a batch up to `batchSize` rows with zeros. */
function fillUp<T extends tf.Tensor>(batch: T, batchSize: number): T {
  const [n = 0, ...others] = batch.shape;
  return tf.pad(batch, [[0, batchSize - n], ...others.map((): [number, number] => [0, 0])]);
}

function checkBatch(
  answer: (typeof answers)[Activation],
  batchSize: number,
  images: tf.Tensor,
  targets: tf.Tensor | undefined,
): void {
  const n = images.shape[0] ?? 0;
  const fits = images.rank === 4 && images.dtype === "float32" && n >= 1 && n <= batchSize;
  if (!fits || (targets !== undefined && !answer.accepts(targets, n))) {
    const [what] = answer.expected.split(" ");
    const given = targets === undefined ? `no ${what}` : `${what} ${targets.dtype} [${targets.shape}]`;
    throw new ShapeError(
      `Evaluator.run: expected images float32 [n, h, w, c], n from 1 to ${batchSize}, and ${answer.expected} or none, got ${images.dtype} [${images.shape}] and ${given}. Pass one batch of a loader.`,
    );
  }
}
