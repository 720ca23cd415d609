/** Detection in batches: one native call each, of one number of images. */
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { type DecodeOptions, type Detections, decodeDetections, type HeadOutputs } from "@tresnet/boxes";
import { ShapeError, type TracePrecision, trace } from "@tresnet/engine";
import type { Detector } from "../net/detector.ts";
import type { Placement } from "./placement.ts";

/** Which detections are given: thresholds and limits. */
export type DetectionLimits = Pick<DecodeOptions, "scoreThreshold" | "iouThreshold" | "perImage" | "perLevel">;

/** How `createDetectionEvaluator` applies a detector. */
export interface DetectionEvaluatorOptions extends DetectionLimits {
  /** Images per call, 1 or more; a smaller batch is filled up with zeros, whose results are dropped. */
  readonly batchSize: number;
  /** Number format of convolutions and matrix products. @default "float32" */
  readonly precision?: TracePrecision;
  /**
   * Whether the detector's weights are taken as they are at the first call, for each size of images: for a detector
   * that is not trained any more. The four sizes used last are kept; another one is traced anew.
   * @default false
   */
  readonly frozen?: boolean;
}

/** Applies a detector to batches; unless it is frozen, the detector's present weights count. */
export interface DetectionEvaluator {
  /**
   * Finds objects in images float32 [n, h, w, inChannels], n from 1 to batchSize, which stay the caller's. Boxes are in
   * pixels of the original image, as its placement says; without placements all of the input is the image.
   * @throws ShapeError when images and placements don't fit together or into the batch.
   * @throws BoxError when the detector answers with NaN.
   */
  run(images: tf.Tensor4D, placements?: readonly Placement[]): Promise<readonly Detections[]>;
  /** Releases the traced function; the detector stays. */
  dispose(): void;
}

/**
 * Makes an evaluator of a detector.
 * @throws RangeError when batchSize is no whole number of 1 or more.
 */
export function createDetectionEvaluator(
  detector: Detector,
  { batchSize, precision = "float32", frozen: freeze = false, ...limits }: DetectionEvaluatorOptions,
): DetectionEvaluator {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(
      `createDetectionEvaluator: batchSize must be a whole number of 1 or more, got ${batchSize}. Use 8, say.`,
    );
  }
  const answers = trace((images: tf.Tensor4D) => ({ ...detector.answers(images, inference) }), {
    name: "detect",
    precision,
    freeze,
  });
  return {
    async run(images, placements) {
      checkBatch(detector, batchSize, images, placements);
      const [n, height, width] = images.shape;
      const pyramid = detector.pyramid({ height, width });
      const filled = tf.pad(images, [
        [0, batchSize - n],
        [0, 0],
        [0, 0],
        [0, 0],
      ]);
      try {
        const outputs = await readAnswers(await answers(filled));
        return Array.from({ length: n }, (_, image) =>
          decodeDetections(outputsOf(outputs, image, batchSize), pyramid, { ...limits, ...placements?.[image] }),
        );
      } finally {
        filled.dispose();
      }
    },
    dispose: () => answers.dispose(),
  };
}

/** Reads what a detector says of a batch, and releases it. */
export async function readAnswers(answers: ReturnType<Detector["answers"]>): Promise<HeadOutputs> {
  const { classLogits, ltrb, centernessLogits } = answers;
  try {
    const [classes, distances, centerness] = await Promise.all(
      [classLogits, ltrb, centernessLogits].map(async (tensor) => Float32Array.from(await tensor.data())),
    );
    const none = new Float32Array();
    return { classLogits: classes ?? none, ltrb: distances ?? none, centernessLogits: centerness ?? none };
  } finally {
    tf.dispose([classLogits, ltrb, centernessLogits]);
  }
}

/** What is said of one of n images. */
export function outputsOf(outputs: HeadOutputs, image: number, n: number): HeadOutputs {
  const part = (values: Float32Array) =>
    values.subarray((image * values.length) / n, ((image + 1) * values.length) / n);
  const { classLogits, ltrb, centernessLogits } = outputs;
  return { classLogits: part(classLogits), ltrb: part(ltrb), centernessLogits: part(centernessLogits) };
}

function checkBatch(
  { inChannels }: Detector,
  batchSize: number,
  images: tf.Tensor,
  placements: readonly Placement[] | undefined,
): void {
  const [n = 0, , , channels] = images.shape;
  const fits = images.rank === 4 && images.dtype === "float32" && n >= 1 && n <= batchSize && channels === inChannels;
  if (fits && (placements === undefined || placements.length === n)) return;
  throw new ShapeError(
    `DetectionEvaluator.run: expected images float32 [n, h, w, ${inChannels}], n from 1 to ${batchSize}, and a placement of each or none, got ${images.dtype} [${images.shape}] and ${placements?.length ?? "no"} placements. Pass one batch of a loader.`,
  );
}
