/** Cross entropy between a softmax and targets: whole distributions, or labels that are smoothed first. */
import {
  add,
  cast,
  div,
  maximum,
  mean,
  mul,
  oneHot,
  reshape,
  type Scalar,
  sum,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { attr } from "@tresnet/engine";
import { checkRate, checkTensor } from "../check-tensor.ts";
import { nativeOps } from "../native-op.ts";
import { withGradient } from "../with-gradient.ts";

/** The least float32 that is not denormal. */
const leastSum = 2 ** -126;

/**
 * Cross entropy with whole distributions: the mean over the batch of −Σ targets · log softmax(logits); with weights,
 * the weighted mean Σ wᵢ·lossᵢ / Σ wᵢ, 0 where all weights are 0.
 *
 * logits and targets float32 [n, classes], every row of targets adding up to 1; weights float32 [n] → scalar. Targets
 * and weights are constants: no gradient flows to them.
 * @throws ShapeError when a shape differs.
 */
export function softmaxCrossEntropy(logits: Tensor2D, targets: Tensor2D, weights?: Tensor1D): Scalar {
  checkTensor("softmaxCrossEntropy", "logits", logits, ["n", "classes"]);
  checkTensor("softmaxCrossEntropy", "targets", targets, logits.shape);
  const [n] = logits.shape;
  if (weights !== undefined) checkTensor("softmaxCrossEntropy", "weights", weights, [n]);
  return withGradient([logits], {
    forward: () => {
      const inputs = [logits, targets];
      const attributes = { T: attr.type("float32") };
      const [losses, slopes] = nativeOps<[Tensor1D, Tensor2D]>("SoftmaxCrossEntropyWithLogits", inputs, attributes, 2);
      if (weights === undefined) return { y: mean<Scalar>(losses), saved: [div<Tensor2D>(slopes, n)] };
      // Weights that are all 0 teach nothing: a loss of 0, and no 0/0.
      const shares = div<Tensor1D>(weights, maximum(sum(weights), leastSum)); // [n]
      return { y: sum<Scalar>(mul(losses, shares)), saved: [mul<Tensor2D>(slopes, reshape(shares, [n, 1]))] };
    },
    backward: (dy, [slopes]) => [mul(slopes, dy)],
  });
}

/**
 * Cross entropy with smoothed labels: a share `smoothing` of every target is spread evenly over all classes.
 *
 * logits float32 [n, classes], labels int32 [n] in [0, classes), 0 ≤ smoothing < 1, classWeights float32 [classes] →
 * scalar, (1 − smoothing)·(−log pₗ) + smoothing·meanₖ(−log pₖ), averaged over the batch; with class weights every image
 * counts with the weight of its class, and the sum is divided by the batch's sum of weights. A label outside of the
 * classes counts as evenly spread noise without weights and as nothing with them, so check labels where they are read.
 * @throws ShapeError when a shape or dtype differs; RangeError for another smoothing.
 * @see Szegedy et al. 2016, https://arxiv.org/abs/1512.00567 §7 (timm loss/cross_entropy.py)
 */
export function labelSmoothingCrossEntropy(
  logits: Tensor2D,
  labels: Tensor1D,
  smoothing: number,
  classWeights?: Tensor1D,
): Scalar {
  checkTensor("labelSmoothingCrossEntropy", "logits", logits, ["n", "classes"]);
  const [n, classes] = logits.shape;
  checkTensor("labelSmoothingCrossEntropy", "labels", labels, [n], "int32");
  checkRate("labelSmoothingCrossEntropy", smoothing);
  if (classWeights !== undefined) checkTensor("labelSmoothingCrossEntropy", "classWeights", classWeights, [classes]);
  const sharp = cast(oneHot(labels, classes), "float32"); // [n, classes]
  const targets = add<Tensor2D>(mul(sharp, 1 - smoothing), smoothing / classes);
  const weights = classWeights === undefined ? undefined : sum<Tensor1D>(mul(sharp, classWeights), 1); // [n]
  return softmaxCrossEntropy(logits, targets, weights);
}
