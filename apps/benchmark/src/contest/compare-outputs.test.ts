import { expect, test } from "vitest";
import type { Outputs, TrainingOutputs } from "../terms/messages.ts";
import { checkSameOutputs, comparedAnswers, relativeDistance } from "./compare-outputs.ts";

const training = { loss: 2, gradientNorm: 10, nextLoss: 1 };
const outputs: Outputs = { logits: [3, 4], training };
const ours = { side: "traced-float32", precision: "float32", outputs } as const;
type Changes = Partial<TrainingOutputs> & { readonly logits?: readonly number[] };
const theirs = ({ logits = outputs.logits, ...changes }: Changes, precision: "float32" | "bfloat16" = "float32") => ({
  side: "peer",
  precision,
  outputs: { logits, training: { ...training, ...changes } },
});

test("accepts what rounding explains, in bfloat16 more of it", () => {
  checkSameOutputs([ours, theirs({ logits: [3.0001, 4], loss: 2.0001, gradientNorm: 10.01 })]);
  checkSameOutputs([theirs({ logits: [3.1, 4], loss: 2.02, gradientNorm: 10.2, nextLoss: 1.05 }, "bfloat16"), ours]);
});

test("names both sides, both numbers and the tolerance of each quantity that differs", () => {
  const failing = () => checkSameOutputs([ours, theirs({ loss: 2.5, gradientNorm: 20 })]);
  expect(failing).toThrow(/^peer does not compute what traced-float32 does/);
  expect(failing).toThrow(/loss, peer \/ traced-float32: 2.5 \/ 2, 2.5e-1 apart, expected 0.0001\n/);
  expect(failing).toThrow(/gradientNorm, .*: 20 \/ 10,/);
  expect(() => checkSameOutputs([ours, theirs({ logits: [3, 4.1] })])).toThrow(/logits, .*: 2.0e-2 apart/);
  expect(() => checkSameOutputs([ours, theirs({ nextLoss: 0.9 })])).toThrow(/nextLoss, .*: 0.9 \/ 1,/);
});

test("takes NaN and another number of logits for differences", () => {
  expect(() => checkSameOutputs([ours, theirs({ loss: Number.NaN })])).toThrow(/loss, .*NaN \/ 2/);
  expect(() => checkSameOutputs([ours, theirs({ logits: [3, 4, 0] })])).toThrow(/logits, .*Infinity apart/);
});

test("compares with the first float32 side, else with the first", () => {
  const bfloat16 = theirs({ loss: 2.06 }, "bfloat16");
  expect(() => checkSameOutputs([bfloat16, ours])).toThrow(/^peer does not compute what traced-float32 does/);
  checkSameOutputs([bfloat16, { ...bfloat16, side: "other" }]);
  checkSameOutputs([]);
});

test("compares logits alone where the task is inference, and takes a missing training for a difference", () => {
  const inferred = { ...ours, outputs: { logits: [3, 4], training: null } };
  checkSameOutputs([inferred, { ...inferred, side: "peer" }]);
  const near = { ...inferred, side: "near", outputs: { logits: [3.0002, 4], training: null } };
  expect(() => checkSameOutputs([inferred, near])).toThrow(/logits, near .*expected 0.00001/);
  checkSameOutputs([inferred, { ...near, precision: "bfloat16" }]);
  expect(() => checkSameOutputs([inferred, { ...inferred, outputs: { logits: [4, 3], training: null } }])).toThrow(
    /logits/,
  );
  expect(() => checkSameOutputs([ours, inferred])).toThrow(/loss, .*NaN \/ 2/);
});

test("accepts in 8 bits what bytes round, and says how near the answers are", () => {
  const inferred = { ...ours, outputs: { logits: [3, 4, 1, -1], training: null } };
  const bytes = (logits: number[]) =>
    ({ side: "bytes", precision: "int8", outputs: { logits, training: null } }) as const;
  checkSameOutputs([inferred, bytes([3.2, 4.3, 1.1, -0.8])]);
  expect(() => checkSameOutputs([inferred, bytes([4, 3, 1, -1])])).toThrow(/logits, bytes .*expected 0.25/);
  const { to, distance, agreement } = comparedAnswers([4.1, 4, 1, -1], inferred, 2);
  expect([to, agreement]).toEqual(["traced-float32", 0.5]);
  expect(distance).toBeCloseTo(1.1 / Math.sqrt(27));
});

test("measures distance by length", () => {
  expect(relativeDistance([3, 5], [3, 4])).toBeCloseTo(0.2);
});
