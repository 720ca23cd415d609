import { expect, test } from "vitest";
import { familyOf, isFamily, isPeerSide, peerNames } from "./peer-names.ts";

test("names every side of a peer, and a family before its first side", () => {
  expect(peerNames).toEqual([
    "tfjs-eager",
    "tfjs-wasm",
    "tfjs-cpu",
    "pytorch",
    "pytorch-bfloat16",
    "pytorch-float32",
    "pytorch-compile",
    "pytorch-compile-bfloat16",
    "pytorch-compile-float32",
    "onnxruntime",
    "onnxruntime-float32",
    "onnxruntime-int8",
    "openvino",
    "openvino-float32",
    "openvino-int8",
  ]);
});

test("knows sides from families, and the family of a side", () => {
  expect(["pytorch", "pytorch-float32", "tfjs-eager", "tfjs"].map(isPeerSide)).toEqual([false, true, true, false]);
  expect(["pytorch", "pytorch-float32", "tfjs-eager", "tfjs"].map(isFamily)).toEqual([true, false, false, false]);
  expect(familyOf("pytorch-compile-bfloat16")).toBe("pytorch-compile");
  expect(familyOf("openvino-int8")).toBe("openvino");
  expect(familyOf("tfjs-eager")).toBeUndefined();
});
