import { createModel } from "@tresnet/zoo";
import { describe, expect, test } from "vitest";
import { tinyModel } from "../test/tiny-model.ts";
import { layerDecay } from "./layer-decay.ts";

describe("layerDecay", () => {
  test("gives timm's factors: the stem, 21 residual blocks and the head of tresnet_m are 23 layers", () => {
    const model = createModel("tresnet_m", { numClasses: 3 });
    const factors = layerDecay(model, { decay: 0.5 });
    // As timm 1.0.31's param_groups_layer_decay(model, layer_decay=0.5) prints them.
    expect(factors.get("body.conv1.conv.weight")).toBe(2.384185791015625e-7);
    expect(factors.get("body.layer1.0.conv1.bn.weight")).toBe(4.76837158203125e-7);
    expect(factors.get("body.layer2.0.downsample.1.conv.weight")).toBe(3.814697265625e-6);
    expect(factors.get("body.layer3.10.conv2.conv.weight")).toBe(0.0625);
    expect(factors.get("body.layer4.2.conv1.conv.weight")).toBe(0.5);
    expect(factors.get("head.fc.weight")).toBe(1);
    expect(new Set(factors.values()).size).toBe(23);
    expect([...factors.keys()].filter((name) => name.includes("running_"))).toEqual([]);
    model.dispose();
  });

  test("a multiplier is the head's alone", () => {
    const model = tinyModel(3, 1);
    const fast = [...layerDecay(model, { headMultiplier: 10 })].filter(([, factor]) => factor === 10);
    expect(fast.map(([name]) => name)).toEqual(["head.fc.weight", "head.fc.bias"]);
    expect(new Set(layerDecay(model).values())).toEqual(new Set([1]));
    model.dispose();
  });

  test.each([
    [{ decay: 0 }, "decay must be above 0 and at most 1, got 0."],
    [{ decay: 1.1 }, "decay must be above 0 and at most 1, got 1.1."],
    [{ headMultiplier: 0 }, "headMultiplier must be above 0, got 0."],
  ])("refuses %j", (options, message) => {
    const model = tinyModel(3, 1);
    expect(() => layerDecay(model, options)).toThrow(message);
    model.dispose();
  });
});
