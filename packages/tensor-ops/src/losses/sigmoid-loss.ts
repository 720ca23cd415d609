/** The one formula of the losses of independent yes-or-no answers: binary cross entropy, focal, asymmetric. */
import {
  add,
  cast,
  div,
  greater,
  log1p,
  maximum,
  mul,
  neg,
  pow,
  sigmoid,
  softplus,
  sub,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { holdFloat32 } from "@tresnet/engine";
import { checkTensor } from "../check-tensor.ts";
import { withGradient } from "../with-gradient.ts";

/** What the losses set in the formula that they share. */
export interface SigmoidLossOptions {
  /** Exponent of the focus on positives that are not seen yet, 0 or more. */
  readonly gammaPositive: number;
  /** Exponent of the focus on negatives that are mistaken, 0 or more. */
  readonly gammaNegative: number;
  /** Subtracted from the probability of negatives, 0 to below 1. */
  readonly clip: number;
  /** Whether the gradient takes the focus for a constant. */
  readonly constantFocus: boolean;
  /** Factor on the loss of positives, 0 or more: a number, or float32 [k]. @default 1 */
  readonly positiveWeight?: number | Tensor1D;
  /** Factor on the loss of negatives, 0 or more. @default 1 */
  readonly negativeWeight?: number;
}

/** A loss and its derivative by the logit, [n, k] each. */
interface Term {
  readonly value: Tensor2D;
  readonly slope: Tensor2D;
}

/** The least positive float32 that is not denormal: below it TensorFlow may calculate with 0. */
const tiny = 2 ** -126;

/**
 * The loss y·w₊·(1 − p)^γ₊·(−log p) + (1 − y)·w₋·m^γ₋·(−log(1 − m)) with p = sigmoid(x) and m = max(p − clip, 0), for
 * each x and y.
 *
 * logits and targets float32 [n, k] → float32 [n, k]. Computed from log-sigmoids in float32 whatever the precision of
 * the trace, so that values and gradients stay finite, and exact to rounding, for logits of any size; the authors' code
 * cuts probabilities off at 1e-8 instead, which stops their gradients.
 * @throws ShapeError when a shape differs; RangeError for a setting out of its range.
 */
export function sigmoidLoss(who: string, logits: Tensor2D, targets: Tensor2D, options: SigmoidLossOptions): Tensor2D {
  checkTensor(who, "logits", logits, ["n", "classes"]);
  checkTensor(who, "targets", targets, logits.shape);
  checkOptions(who, options);
  const { positiveWeight = 1, negativeWeight = 1 } = options;
  if (typeof positiveWeight !== "number") {
    checkTensor(who, "positiveWeight", positiveWeight, [logits.shape[1]]);
  }
  return withGradient([logits], {
    forward: () => {
      // In a bfloat16 trace what follows a matrix product would be rounded to 8 bits: 1 − p is 0 from p = 0.998 on.
      const x = holdFloat32(logits);
      const positive = positiveTerm(x, options);
      const negative = negativeTerm(x, options);
      const positives = mul<Tensor2D>(targets, positiveWeight);
      const negatives = mul<Tensor2D>(sub(1, targets), negativeWeight);
      const blend = (part: keyof Term) => add<Tensor2D>(mul(positives, positive[part]), mul(negatives, negative[part]));
      return { y: blend("value"), saved: [blend("slope")] };
    },
    backward: (dy, [slope]) => [mul(slope, dy)],
  });
}

/** The loss of a positive: (1 − p)^γ·(−log p). */
function positiveTerm(x: Tensor2D, { gammaPositive: gamma, constantFocus }: SigmoidLossOptions): Term {
  const missed = sigmoid(neg(x)); // 1 - p, exact where p is nearly 1
  const loss = softplus<Tensor2D>(neg(x)); // -log p
  if (gamma === 0) return { value: loss, slope: neg(missed) };
  const focus = pow<Tensor2D>(missed, gamma);
  const descent = constantFocus ? missed : add<Tensor2D>(missed, mul(gamma, mul<Tensor2D>(sigmoid(x), loss)));
  return { value: mul(focus, loss), slope: neg(mul<Tensor2D>(focus, descent)) };
}

/** The loss of a negative: m^γ·(−log(1 − m)), m = max(p − clip, 0). */
function negativeTerm(x: Tensor2D, options: SigmoidLossOptions): Term {
  const { gammaNegative: gamma, clip, constantFocus } = options;
  const p = sigmoid<Tensor2D>(x);
  const rest = sigmoid<Tensor2D>(neg(x)); // 1 - p
  if (clip === 0) {
    const loss = softplus<Tensor2D>(x); // -log(1 - p)
    if (gamma === 0) return { value: loss, slope: p };
    const focus = pow<Tensor2D>(p, gamma);
    const ascent = constantFocus ? p : add<Tensor2D>(p, mul(gamma, mul<Tensor2D>(rest, loss)));
    return { value: mul(focus, loss), slope: mul(focus, ascent) };
  }
  const mistaken = maximum<Tensor2D>(sub(p, clip), 0); // m, at most 1 - clip: its logarithm is finite
  const loss = neg(log1p<Tensor2D>(neg(mistaken)));
  const inside = cast<Tensor2D>(greater<Tensor2D>(p, clip), "float32");
  const step = mul<Tensor2D>(inside, mul<Tensor2D>(p, rest)); // dm/dx
  const ascent = div<Tensor2D>(step, sub(1, mistaken));
  if (gamma === 0) return { value: loss, slope: ascent };
  const focus = pow<Tensor2D>(mistaken, gamma);
  // m^(γ-1)·loss as m^γ·(loss/m): finite at m = 0 for every γ.
  const focusAscent = mul<Tensor2D>(gamma, mul<Tensor2D>(step, div(loss, maximum(mistaken, tiny))));
  return { value: mul(focus, loss), slope: mul(focus, constantFocus ? ascent : add(ascent, focusAscent)) };
}

function checkOptions(who: string, options: SigmoidLossOptions): void {
  const { gammaPositive, gammaNegative, clip, positiveWeight = 1, negativeWeight = 1 } = options;
  const numbers = { gammaPositive, gammaNegative, positiveWeight, negativeWeight };
  for (const [name, value] of Object.entries(numbers)) {
    if (typeof value !== "number" || (value >= 0 && value < Number.POSITIVE_INFINITY)) continue;
    throw new RangeError(`${who}: ${name} must be a finite number of 0 or more, got ${value}.`);
  }
  if (!(clip >= 0 && clip < 1)) {
    throw new RangeError(`${who}: clip must be at least 0 and below 1, got ${clip}. Use 0.05, or 0 for none.`);
  }
}
