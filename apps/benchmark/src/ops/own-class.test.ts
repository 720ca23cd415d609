import type { OpTime } from "@tresnet/engine";
import { describe, expect, test } from "vitest";
import { ownClass, plainType } from "./own-class.ts";
import { ownProduct } from "./own-product.ts";
import { pytorchClass } from "./peers/pytorch-class.ts";
import { productKey } from "./product.ts";

test.each([
  ["_MklNativeConv2DBackpropFilter", "Conv2DBackpropFilter"],
  ["_MklMatMul", "MatMul"],
  ["_FusedConv2D", "FusedConv2D"],
  ["_MklNativeFusedBatchNormGradV3", "FusedBatchNormGradV3"],
  ["_Arg", "_Arg"],
  ["_Retval", "_Retval"],
  ["Relu", "Relu"],
])("the plain type of %s is %s", (type, plain) => {
  expect(plainType(type)).toBe(plain);
});

test.each([
  ["FusedBatchNormGradV3", "body.conv1", "batch norm"],
  ["LeakyReluGrad", "body.conv1/backward", "elementwise, sums"],
  ["MirrorPadGrad", "body.conv1/backward", "pooling, padding"],
  ["Cast", "body.conv1", "casts, layout"],
  ["_Arg", "", "casts, layout"],
  ["Mul", "optimizer", "optimizer"],
  ["ResourceApplyMomentum", "", "optimizer"],
  ["BatchMatMulV2", "head.fc", "matrix products, 1×1"],
  ["L2Loss", "body.conv1/backward", "other"],
  ["GatherNd", "body.conv1.winograd/backward", "3×3 by Winograd"],
  ["GatherNd", "body.layer2.0.conv2.blur/backward", "pooling, padding"],
  ["BatchMatMulV2", "body.conv1.winograd", "3×3 by Winograd"],
])("%s in %j is work of the class %s", (type, scope, expected) => {
  expect(ownClass(type, scope, null)).toBe(expected);
});

test.each([
  ["aten::native_batch_norm_backward", "batch norm"],
  ["aten::convolution_backward", "casts, layout"],
  ["aten::reflection_pad2d", "pooling, padding"],
  ["aten::addmm", "matrix products, 1×1"],
  ["aten::add_", "elementwise, sums"],
  ["aten::_to_copy", "casts, layout"],
  ["Optimizer.step#SGD.step", "optimizer"],
  ["aten::_fused_sgd_", "optimizer"],
  ["aten::log_softmax", "other"],
])("PyTorch's %s is work of the class %s", (name, expected) => {
  expect(pytorchClass(name)).toBe(expected);
});

describe("the product of an op", () => {
  const op = (scope: string, inputs: readonly (readonly number[])[], output: readonly number[]): OpTime => ({
    name: "op",
    type: "op",
    scope,
    startMs: 0,
    durationMs: 1,
    inputs: inputs.map((shape) => ({ dtype: "bfloat16", shape })),
    outputs: [{ dtype: "bfloat16", shape: output }],
  });
  const [image, filter, map] = [
    [2, 5, 7, 3],
    [3, 3, 3, 4],
    [2, 5, 7, 4],
  ];
  const work = "3 → 4";

  test.each([
    ["Conv2D", [image, filter], map, `3×3 forward | 5×7 | ${work}`],
    ["Conv2DBackpropInput", [[4], filter, map], image, `3×3 data gradient | 5×7 | ${work}`],
    ["Conv2DBackpropInput", [[4], filter, map], [2, 10, 14, 3], `3×3 data gradient | 5×7 | ${work}`], // of stride 2
    ["Conv2DBackpropFilter", [image, [4], map], filter, `3×3 weight gradient | 5×7 | ${work}`],
  ])("%s has the kernel, the map and the channels of its convolution", (type, inputs, output, key) => {
    const product = ownProduct(type, op("a", inputs, output), 2);
    expect(product === null ? null : productKey(product)).toBe(key);
    expect(product?.gigaflop).toBeCloseTo((2 * 2 * 5 * 7 * 9 * 3 * 4) / 1e9, 15);
  });

  // A 1×1 convolution of 2 maps of 6×6 from 3 to 4 channels.
  test.each([
    [
      "a",
      [
        [72, 3],
        [3, 4],
      ],
      [72, 4],
      `1×1 forward | 6×6 | ${work}`,
    ],
    [
      "a/backward",
      [
        [72, 4],
        [3, 4],
      ],
      [72, 3],
      `1×1 data gradient | 6×6 | ${work}`,
    ],
    [
      "a/backward",
      [
        [72, 3],
        [72, 4],
      ],
      [3, 4],
      `1×1 weight gradient | 6×6 | ${work}`,
    ],
  ])("a matrix product in %s is that of a 1×1 convolution", (scope, inputs, output, key) => {
    const product = ownProduct("MatMul", op(scope, inputs, output), 2);
    expect(product === null ? null : productKey(product)).toBe(key);
    expect(product?.gigaflop).toBeCloseTo((2 * 72 * 3 * 4) / 1e9, 15);
  });

  test("is none for other ops, and none where a shape is unknown", () => {
    expect(ownProduct("Relu", op("a", [map], map), 2)).toBeNull();
    expect(ownProduct("Conv2D", op("a", [], map), 2)).toBeNull();
  });
});
