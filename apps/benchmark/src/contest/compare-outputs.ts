/** Whether two sides compute the same thing: without it a ratio of their times means nothing. */
import type { Precision } from "../terms/cases.ts";
import type { Outputs } from "../terms/messages.ts";

/** A side and what it computed. */
export interface CheckedSide {
  readonly side: string;
  readonly precision: Precision;
  readonly outputs: Outputs;
}

type Quantity = "logits" | "inferredLogits" | "loss" | "gradientNorm" | "nextLoss";

/**
 * The largest relative differences that rounding explains.
 *
 * Two to twenty times what was measured between our sides, TensorFlow.js and PyTorch for tresnet_s, tresnet_m,
 * tresnet_v2_l and resnet50 in small batches: float32 logits 5e-6 (of inference, which divides by no batch's deviation,
 * 7e-7), gradient norm 2e-4 (one ReLU at its kink moves it), next loss 1e-4; bfloat16, 8 bits of mantissa through 50 to
 * 130 layers, 4e-2 (6e-3), 1e-2 and 3e-2. Another slope, order of pixels, padding or rule of momentum is far outside.
 */
export const tolerances: Readonly<Record<Precision, Readonly<Record<Quantity, number>>>> = {
  float32: { logits: 1e-4, inferredLogits: 1e-5, loss: 1e-4, gradientNorm: 2e-3, nextLoss: 1e-3 },
  bfloat16: { logits: 0.1, inferredLogits: 0.03, loss: 0.02, gradientNorm: 0.03, nextLoss: 0.1 },
};

/**
 * Checks that every side computed what the first float32 side did, or the first one where there is none.
 * @throws Error that names both sides, each quantity that differs, both numbers and the tolerance.
 */
export function checkSameOutputs(all: readonly CheckedSide[]): void {
  const reference = all.find(({ precision }) => precision === "float32") ?? all[0];
  if (reference === undefined) return;
  for (const checked of all) {
    const differences = differencesOf(checked, reference);
    if (differences.length === 0) continue;
    throw new Error(
      `${checked.side} does not compute what ${reference.side} does from the same weights and images:\n` +
        `${differences.map((line) => `  ${line}`).join("\n")}\nTheir times can't be compared. Mend the one that is wrong.`,
    );
  }
}

function differencesOf(checked: CheckedSide, reference: CheckedSide): string[] {
  const exact = checked.precision === "float32" && reference.precision === "float32";
  const limits = tolerances[exact ? "float32" : "bfloat16"];
  const names = `${checked.side} / ${reference.side}`;
  const [a, b] = [checked.outputs, reference.outputs];
  const logits = relativeDistance(a.logits, b.logits);
  const logitsLimit = limits[a.training === null ? "inferredLogits" : "logits"];
  const lines = (["loss", "gradientNorm", "nextLoss"] as const).flatMap((name) => {
    if (a.training === null && b.training === null) return [];
    const [x, y] = [a.training?.[name] ?? Number.NaN, b.training?.[name] ?? Number.NaN];
    const difference = Math.abs(x - y) / Math.abs(y);
    // Written so that NaN differs.
    return difference <= limits[name]
      ? []
      : [`${name}, ${names}: ${x} / ${y}, ${difference.toExponential(1)} apart, expected ${limits[name]}`];
  });
  return logits <= logitsLimit
    ? lines
    : [`logits, ${names}: ${logits.toExponential(1)} apart, expected ${logitsLimit}`, ...lines];
}

/** ‖a − b‖ / ‖b‖; infinite when the lengths differ. */
export function relativeDistance(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  const length = (values: readonly number[]) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
  return length(a.map((value, index) => value - (b[index] ?? Number.NaN))) / length(b);
}
