import { describe, expect, test } from "vitest";
import golden from "../../../../test/golden/augment.json" with { type: "json" };
import { bytes } from "../../../../test/golden.ts";
import type { Pixels } from "../../../dataset/pixels.ts";
import { random } from "../../../random.ts";
import { applyTrainTransform } from "../../apply-transform.ts";
import { trainTransform } from "../../transform.ts";
import { type AutoAugment, applyPolicy } from "./auto-augment.ts";
import { type OperationName, operations } from "./operations.ts";
import { policies } from "./policies.ts";

const { width, height, fill } = golden;
const picture = (): Pixels => ({ data: bytes(golden.image).slice(), width, height, channels: 3 });
const names = new Map<string, OperationName>(
  [...policies.imagenet, ...policies.cifar10].flat().map(([operation]) => [operation, operation]),
);
names.set("solarizeAdd", "solarizeAdd");

describe("operations", () => {
  test.each(golden.cases.map(({ operation, strength, expected }) => [operation, strength, expected] as const))(
    "%s %d equals Pillow's",
    (operation, strength, expected) => {
      const known = names.get(operation);
      if (known === undefined) throw new Error(`no operation ${operation}`);
      const result = operations[known].apply(picture(), strength, fill);
      expect(Buffer.compare(result.data, bytes(expected))).toBe(0);
    },
  );
});

const mean = [0.485, 0.456, 0.406] as const;
const usual: AutoAugment = { kind: "random", operations: 2, magnitude: 9, deviation: 0, increasing: false };

describe.each([
  { kind: "imagenet" },
  { kind: "cifar10" },
  usual,
  { ...usual, deviation: 0.5, increasing: true },
] as const)("autoAugment(%j)", (policy) => {
  const make = (seed: number) => applyPolicy(picture(), policy, mean, random(seed));

  test("is the draws' alone, and differs from image to image", () => {
    expect(make(1)).toEqual(make(1));
    const results = new Set(Array.from({ length: 50 }, (_, seed) => Buffer.from(make(seed).data).toString("base64")));
    expect(results.size).toBeGreaterThan(20);
  });

  test("keeps the size, and leaves the source of a transform alone", () => {
    const source = picture();
    const transform = trainTransform({ size: 16, autoAugment: policy });
    for (let seed = 0; seed < 30; seed++) {
      expect(applyTrainTransform(source, transform, random(seed))).toMatchObject({
        width: 16,
        height: 16,
        channels: 3,
      });
    }
    expect(source).toEqual(picture());
  });
});

test("a policy has 25 pairs of operations", () => {
  expect(policies.imagenet).toHaveLength(25);
  expect(policies.cifar10).toHaveLength(25);
});

test("refuses a magnitude that there is not", () => {
  expect(() => trainTransform({ size: 8, autoAugment: { ...usual, magnitude: 11 } })).toThrow(
    "train transform: autoAugment.magnitude must be between 0 and 10, got 11.",
  );
});

test("a transform applies its policy and its erasing", () => {
  const plain = trainTransform({ size: 16, hflip: 0 });
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);
  const differing = (transform: typeof plain) =>
    seeds.filter((seed) => {
      const [a, b] = [plain, transform].map((one) => applyTrainTransform(picture(), one, random(seed)).data);
      return Buffer.compare(a ?? new Uint8Array(), b ?? new Uint8Array()) !== 0;
    }).length;
  expect(differing(plain)).toBe(0);
  expect(differing({ ...plain, autoAugment: { kind: "imagenet" } })).toBeGreaterThan(10);
  expect(differing({ ...plain, randomErasing: 1 })).toBe(20);
});
