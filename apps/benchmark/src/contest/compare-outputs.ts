/** Whether two sides compute the same thing: without it a ratio of their times means nothing. */
import type { SidePrecision } from "../terms/cases.ts";
import type { ComparedAnswers } from "../terms/measurement.ts";
import type { Outputs } from "../terms/messages.ts";

/** A side and what it computed. */
export interface CheckedSide {
  readonly side: string;
  readonly precision: SidePrecision;
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
 * In 8 bits our export leaves values in float until its logits are within 0.1 on the images that it is made with; the
 * runtimes round some numbers another way. No side trains in it.
 */
export const tolerances: Readonly<Record<SidePrecision, Readonly<Record<Quantity, number>>>> = {
  float32: { logits: 1e-4, inferredLogits: 1e-5, loss: 1e-4, gradientNorm: 2e-3, nextLoss: 1e-3 },
  bfloat16: { logits: 0.1, inferredLogits: 0.03, loss: 0.02, gradientNorm: 0.03, nextLoss: 0.1 },
  int8: { logits: 0.25, inferredLogits: 0.25, loss: 0.02, gradientNorm: 0.03, nextLoss: 0.1 },
};

/** The side that all others are compared with: the first float32 side, or the first one where there is none. */
export function referenceOf<Checked extends { readonly precision: SidePrecision }>(
  all: readonly Checked[],
): Checked | undefined {
  return all.find(({ precision }) => precision === "float32") ?? all[0];
}

/** How near the logits of a side, [n · classes], are to those of the side that it is compared with. */
export function comparedAnswers(
  logits: readonly number[],
  { side, outputs }: CheckedSide,
  classes: number,
): ComparedAnswers {
  const answers = (values: readonly number[]) =>
    Array.from({ length: values.length / classes }, (_, image) => {
      const own = values.slice(image * classes, (image + 1) * classes);
      return own.indexOf(own.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY));
    });
  const [found, wanted] = [answers(logits), answers(outputs.logits)];
  const same = found.filter((answer, image) => answer === wanted[image]).length;
  return { to: side, distance: relativeDistance(logits, outputs.logits), agreement: same / wanted.length };
}

/**
 * Checks that every side computed what the first float32 side did, or the first one where there is none.
 * @throws Error that names both sides, each quantity that differs, both numbers and the tolerance.
 */
export function checkSameOutputs(all: readonly CheckedSide[]): void {
  const reference = referenceOf(all);
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

/** The number formats, the one that rounds most first. */
const sidePrecisionsByError = ["int8", "bfloat16"] as const satisfies readonly SidePrecision[];

function differencesOf(checked: CheckedSide, reference: CheckedSide): string[] {
  const both = [checked.precision, reference.precision];
  const limits = tolerances[sidePrecisionsByError.find((precision) => both.includes(precision)) ?? "float32"];
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
