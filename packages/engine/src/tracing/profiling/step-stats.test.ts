import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readStepStats } from "./step-stats.ts";

// What TensorFlow 2.21 wrote of a call of relu(conv2d(x, kernel)) in the scope stem.conv, in base64.
const file = new URL("../../../test/profiling/stem.run-metadata.txt", import.meta.url);
const captured = Buffer.from(readFileSync(file, "utf8"), "base64");

test("reads names, types, scopes, times and shapes of a real call", () => {
  const ops = readStepStats(captured);
  expect(ops.map(({ name, type, scope }) => [name, type, scope])).toEqual([
    ["_SOURCE", "NoOp", ""],
    ["_arg_Placeholder_0_0_0", "_Arg", ""],
    ["_arg_Placeholder_1_0_1", "_Arg", ""],
    ["stem.conv/Conv2D_2", "_MklNativeConv2D", "stem.conv"],
    ["stem.conv/Relu_3", "Relu", "stem.conv"],
    ["stem.conv/Identity_4", "Identity", "stem.conv"],
    ["_retval_stem.conv/Identity_4_0_0", "_Retval", ""],
  ]);
  const [image, kernel, map] = [
    [2, 5, 7, 3],
    [3, 3, 3, 4],
    [2, 5, 7, 4],
  ].map((shape) => ({ dtype: "float32", shape }));
  expect(ops[3]).toEqual({
    name: "stem.conv/Conv2D_2",
    type: "_MklNativeConv2D",
    scope: "stem.conv",
    startMs: 0.042,
    durationMs: 0.135351,
    inputs: [image, kernel],
    outputs: [map],
  });
  expect(ops.at(-1)?.inputs).toEqual([map]);
  expect(ops.at(-1)?.outputs).toEqual([]);
});

test("gives nothing for a call without statistics", () => {
  expect(readStepStats(Buffer.alloc(0))).toEqual([]);
});

test("refuses statistics that are cut off", () => {
  expect(() => readStepStats(captured.subarray(0, 500))).toThrow("ends after its message");
});
