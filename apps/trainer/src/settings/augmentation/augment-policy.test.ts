import { describe, expect, test } from "vitest";
import { UsageError } from "../../errors.ts";
import { augmentPolicy } from "./augment-policy.ts";

describe("augmentPolicy", () => {
  test("reads timm's names", () => {
    expect(augmentPolicy("imagenet")).toEqual({ kind: "imagenet" });
    expect(augmentPolicy("original")).toEqual({ kind: "imagenet" });
    expect(augmentPolicy("cifar10")).toEqual({ kind: "cifar10" });
    const plain = { kind: "random", operations: 2, magnitude: 9, deviation: 0, increasing: false };
    expect(augmentPolicy("rand-m9-n2")).toEqual(plain);
    expect(augmentPolicy("rand-m9")).toEqual(plain);
    expect(augmentPolicy("rand-m7-n3-mstd0.5-inc1")).toEqual({
      ...plain,
      magnitude: 7,
      operations: 3,
      deviation: 0.5,
      increasing: true,
    });
  });

  test.each(["", "rand", "rand-m11", "rand-m9-n0", "rand-m9-w0", "rand-m9-m8", "rand-mx", "augmix-m3", "rand-m9-inc2"])(
    "refuses %j",
    (text) => {
      expect(() => augmentPolicy(text)).toThrow("--aa: expected imagenet, cifar10 or RandAugment such as rand-m9-n2");
      expect(() => augmentPolicy(text)).toThrow(UsageError);
    },
  );
});
