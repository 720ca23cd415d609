import { describe, expect, test } from "vitest";
import { BasicBlock } from "../layers/basic-block.ts";
import { BatchNorm } from "../layers/batch-norm.ts";
import { Bottleneck } from "../layers/bottleneck.ts";
import { zeros } from "./initializers.ts";
import { Weight } from "./weight.ts";
import { namedWeights, parameterCount, partsOf, weightsOf } from "./weights.ts";

const norm = (key: string) => ["weight", "bias", "running_mean", "running_var"].map((name) => `${key}.${name}`);

describe("namedWeights", () => {
  test("names a basic block's weights as timm does, in timm's order", () => {
    expect([...namedWeights(new BasicBlock(8, 12, { stride: 2, squeezed: 4 })).keys()]).toEqual([
      ...["downsample.1.conv.weight", ...norm("downsample.1.bn")],
      ...["conv1.conv.weight", ...norm("conv1.bn")],
      ...["conv2.conv.weight", ...norm("conv2.bn")],
      ...["se.fc1.weight", "se.fc1.bias", "se.fc2.weight", "se.fc2.bias"],
    ]);
  });

  test("names a bottleneck's weights as timm does: a shortcut that does not shrink is number 0", () => {
    const keys = [...namedWeights(new Bottleneck(8, 4)).keys()];
    expect(keys).toEqual([
      ...["downsample.0.conv.weight", ...norm("downsample.0.bn")],
      ...["conv1.conv.weight", ...norm("conv1.bn")],
      ...["conv2.conv.weight", ...norm("conv2.bn")],
      ...["conv3.conv.weight", ...norm("conv3.bn")],
    ]);
  });

  test("has no shortcut where a block changes nothing", () => {
    const keys = [...namedWeights([new BasicBlock(8, 8), new Bottleneck(16, 4)]).keys()];
    expect(keys.filter((key) => key.includes("downsample"))).toEqual([]);
    expect(keys[0]).toBe("0.conv1.conv.weight");
    expect(keys.at(-1)).toBe("1.conv3.bn.running_var");
  });

  test("knows shapes, and which weights are trained, before there are values", () => {
    const block = new BasicBlock(8, 12, { stride: 2 });
    expect(block.conv1.conv.weight.shape).toEqual([3, 3, 8, 12]);
    const untrained = [...namedWeights(block)].filter(([, { trainable }]) => !trainable).map(([key]) => key);
    expect(untrained).toHaveLength(6);
    for (const key of untrained) expect(key).toMatch(/running_(mean|var)$/);
    expect(() => weightsOf(block)).toThrow(/Weight \[1, 1, 8, 12\] has no values\. Call initializeWeights/);
  });
});

test("parameterCount counts what is trained", () => {
  // Two 3×3 convolutions of 8 channels, and scale and offset of two norms.
  expect(parameterCount(new BasicBlock(8, 8))).toBe(2 * 9 * 8 * 8 + 4 * 8);
});

test("partsOf finds parts by their class, under the keys of their weights", () => {
  const parts = partsOf(new BasicBlock(8, 12, { stride: 2 }), (part) => part instanceof BatchNorm);
  expect([...parts.keys()]).toEqual(["downsample.1.bn", "conv1.bn", "conv2.bn"]);
});

test("camelCase fields become snake_case, private fields, numbers and nothing are passed over", () => {
  const weight = new Weight([1], zeros);
  const module = { innerPart: { longFieldName: weight, size: 3, none: undefined, nothing: null, name: "x" } };
  expect([...namedWeights(module)]).toEqual([["inner_part.long_field_name", weight]]);
});
