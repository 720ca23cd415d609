/** Our inference of one batch: the one place that knows how this project infers. */
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { trace } from "@tresnet/engine";
import type { ImageClassifier } from "@tresnet/zoo";
import type { Precision } from "../terms/cases.ts";

/**
 * Makes a function from images float32 [n, h, w, 3] to their logits, row-major [n · classes]; the images stay the
 * caller's.
 */
export function inferBatch(
  model: ImageClassifier,
  { traced, precision }: { readonly traced: boolean; readonly precision: Precision },
): (images: tf.Tensor4D) => Promise<Float32Array> {
  const forward = (x: tf.Tensor4D) => model.forward(x, inference);
  const call = traced
    ? trace(forward, { name: "infer", precision, freeze: true })
    : async (x: tf.Tensor4D) => tf.tidy(() => forward(x));
  return async (images) => {
    const logits = await call(images);
    const values = await logits.data<"float32">();
    logits.dispose();
    return values;
  };
}
