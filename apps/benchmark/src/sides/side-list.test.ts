import { expect, test } from "vitest";
import { ownSideNames, ownSidesFor, parsePeers, parsePrecisions, parseSides, sidesOfPeers } from "./side-list.ts";

test("reads lists of our sides and of peers", () => {
  expect(ownSideNames).toEqual([
    "traced-bfloat16",
    "traced-float32",
    "in-place-bfloat16",
    "in-place-float32",
    "checkpointed-bfloat16",
    "checkpointed-float32",
    "eager-float32",
  ]);
  expect(ownSidesFor(parsePrecisions("float32"))).toEqual(["traced-float32"]);
  expect(parseSides("traced-float32, eager-float32")).toEqual(["traced-float32", "eager-float32"]);
  expect(parsePeers("tfjs-eager,pytorch")).toEqual(["tfjs-eager", "pytorch"]);
});

test("names the known ones when a name is unknown", () => {
  expect(() => parseSides("pytorch-float32")).toThrow(/traced-bfloat16, .* got "pytorch-float32"/);
  expect(() => parsePeers("traced-float32")).toThrow(/tfjs-eager, .*pytorch, .* got "traced-float32"/);
  expect(() => parsePeers("")).toThrow(RangeError);
});

test("runs PyTorch in every precision of our sides, each side once", () => {
  expect(sidesOfPeers(["pytorch"], ["traced-bfloat16"])).toEqual(["pytorch-bfloat16"]);
  expect(sidesOfPeers(["tfjs-eager", "pytorch"], ["traced-bfloat16", "traced-float32", "eager-float32"])).toEqual([
    "tfjs-eager",
    "pytorch-bfloat16",
    "pytorch-float32",
  ]);
  expect(sidesOfPeers(["pytorch", "pytorch-float32"], ["traced-float32"])).toEqual(["pytorch-float32"]);
  expect(sidesOfPeers(["onnxruntime", "openvino-int8"], ["traced-bfloat16", "traced-float32"])).toEqual([
    "onnxruntime-float32",
    "openvino-int8",
  ]);
  expect(() => sidesOfPeers(["openvino"], ["traced-bfloat16"])).toThrow(
    "openvino does not compute in bfloat16. Name a side of it: openvino-float32, openvino-int8.",
  );
  expect(sidesOfPeers(["pytorch-compile"], ["eager-float32"])).toEqual(["pytorch-compile-float32"]);
});
