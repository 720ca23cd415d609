/** Why a classifier answers a class: how much each position of one of its maps adds to that class's logit. */
import {
  dispose,
  grad,
  mul,
  oneHot,
  type Rank,
  relu,
  reshape,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor1d,
  tidy,
} from "@tensorflow/tfjs-core";
import { type Context, inference } from "@tresnet/blocks";
import { ShapeError } from "@tresnet/engine";
import { type ExplanationMethodName, explanationMethods } from "./explanation-methods.ts";

/** A classifier with named maps on its way, such as every model of `@tresnet/zoo`. */
export interface ExplainableModel<Stage extends string = string> {
  /** Maps images float32 [n, h, w, c] to the named maps. */
  forwardFeatures(x: Tensor4D, context: Context): Readonly<Record<Stage, Tensor4D>>;
  /** Runs what comes after a named map: that map → logits float32 [n, classes]. */
  forwardFrom(stage: Stage, map: Tensor4D, context: Context): Tensor2D;
}

/** Where a class is looked for, and how. */
export interface ExplanationOptions<Stage extends string = string> {
  /** The map that is looked at: a later one tells more of the class, an earlier one is finer. */
  readonly stage: Stage;
  /** How the map and its gradient become heat: a row of `explanationMethods`. @default "hirescam" */
  readonly method?: ExplanationMethodName;
}

/** What of one image is to be explained, and how. */
export interface ExplainOptions<Stage extends string = string> extends ExplanationOptions<Stage> {
  /** The position of the class among the model's outputs, whatever the model answers. */
  readonly class: number;
}

/** Where in an image a class is seen. */
export interface HeatMap {
  /** What each position adds to the class's logit, 0 or more and in no unit, row-major [height, width]. */
  readonly values: Float32Array;
  /** Rows of the map. */
  readonly height: number;
  /** Columns of the map. */
  readonly width: number;
  /** The logit of the class. */
  readonly logit: number;
}

/**
 * Explains an answer for one image, float32 [h, w, c] as the model takes it: a heat map of the stage's size, in
 * inference and float32, by the gradient of the class's logit at that map. The image stays the caller's, and nothing
 * else is left.
 * @throws ShapeError when the image is not [h, w, c]; RangeError when there is no such class or method.
 */
export async function explain<Stage extends string>(
  model: ExplainableModel<Stage>,
  image: Tensor3D,
  { class: label, ...options }: ExplainOptions<Stage>,
): Promise<HeatMap> {
  requireShape(image, 3, "one image float32 [h, w, c]");
  const images: Tensor4D = reshape(image, [1, ...image.shape]);
  try {
    const [heat] = await explainBatch(model, images, [label], options);
    if (heat === undefined) throw new Error("explain: expected the heat of one image, got none.");
    return heat;
  } finally {
    images.dispose();
  }
}

/**
 * Explains a class of each of several images, float32 [n, h, w, c], as `explain` does: in one forward and one backward
 * pass, and with the same heat as one by one.
 * @throws ShapeError when the images are not [n, h, w, c] with n classes; RangeError when there is no such class or
 * method.
 */
export async function explainBatch<Stage extends string>(
  model: ExplainableModel<Stage>,
  images: Tensor4D,
  classes: readonly number[],
  { stage, method = "hirescam" }: ExplanationOptions<Stage>,
): Promise<HeatMap[]> {
  requireShape(images, 4, "images float32 [n, h, w, c]");
  if (images.shape[0] !== classes.length) {
    throw new ShapeError(
      `explainBatch: expected a class for each of ${images.shape[0]} images, got ${classes.length}. Give one for each.`,
    );
  }
  requireMethod(method);
  const made = tidy(() => {
    const map = model.forwardFeatures(images, inference)[stage]; // [n, h′, w′, c′]
    // Images do not see each other in inference: the gradient of the sum holds each one's own.
    const logitsOf = (x: Tensor): Tensor => {
      const all = model.forwardFrom(stage, reshape<Rank.R4>(x, map.shape), inference); // [n, classes]
      for (const label of classes) requireClass(label, all.shape[1]);
      return sum(mul(all, oneHot(tensor1d([...classes], "int32"), all.shape[1])), 1); // [n]
    };
    // Before the gradient, which would leave its tensors behind where a class is refused.
    const logits = logitsOf(map);
    const gradients = reshape<Rank.R4>(grad(logitsOf)(map), map.shape); // [n, h′, w′, c′]
    return { heat: relu(explanationMethods[method].weigh(map, gradients)), logits };
  });
  try {
    const [, height, width] = made.heat.shape;
    const [values, logits] = await Promise.all([made.heat.data<"float32">(), made.logits.data<"float32">()]);
    return Array.from(logits, (logit, image) => {
      return { values: values.slice(image * height * width, (image + 1) * height * width), height, width, logit };
    });
  } finally {
    dispose(made);
  }
}

function requireShape(images: Tensor, rank: number, expected: string): void {
  if (images.rank === rank && images.dtype === "float32") return;
  throw new ShapeError(
    `explain: expected ${expected}, got ${images.dtype} [${images.shape}]. Give what the model's forward takes.`,
  );
}

function requireMethod(method: string): void {
  if (Object.hasOwn(explanationMethods, method)) return;
  throw new RangeError(
    `explain: method must be one of ${Object.keys(explanationMethods).join(", ")}, got "${method}". Use one of these.`,
  );
}

function requireClass(label: number, classes: number): void {
  if (Number.isInteger(label) && label >= 0 && label < classes) return;
  throw new RangeError(
    `explain: class must be a whole number from 0 to ${classes - 1}, got ${label}. Give a position among the model's outputs.`,
  );
}
