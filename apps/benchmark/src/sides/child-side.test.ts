import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { pinned } from "../processes/program.ts";
import type { StartRequest } from "../terms/messages.ts";
import { recipe } from "../terms/recipe.ts";
import { variantOf } from "../terms/variant-of.ts";
import { ChildSide } from "./child-side.ts";
import { sideProgram } from "./side-program.ts";

const fake = fileURLToPath(new URL("../../test/fake-side.mjs", import.meta.url));
const request: StartRequest = {
  kind: "start",
  side: "pytorch-float32",
  precision: "float32",
  compiled: false,
  case: { task: "train", model: "tresnet_s", imageSize: 32, batchSize: 2, classes: 3, seed: 0 },
  variant: variantOf({ model: "tresnet_s" }),
  parameters: 12,
  recipe,
  files: { weights: "w", batch: "b" },
  threads: 2,
  check: true,
};
const started: ChildSide[] = [];

function side(behaviour: string): ChildSide {
  const child = new ChildSide("peer", [process.execPath, fake, behaviour]);
  started.push(child);
  return child;
}

afterEach(() => {
  for (const child of started.splice(0)) child.kill();
});

test("starts, steps and finishes, one line of JSON each way", async () => {
  const child = side("obey");
  const { outputs, versions, parameters } = await child.start(request);
  expect(versions).toEqual({ torch: "2.0", model: "tresnet_s", threads: "2" });
  expect(outputs).toEqual({ logits: [0.5, -0.5], training: { loss: 0.7, gradientNorm: 2, nextLoss: 0.6 } });
  expect(parameters).toBe(12);
  expect((await child.steps(3)).durationsMs).toEqual([5, 5, 5]);
  expect((await child.steps(1)).losses).toEqual([0.5]);
  expect((await child.finish()).peakMemoryBytes).toBe(1000);
});

test("says what the side said when it failed", async () => {
  await expect(side("fail").start(request)).rejects.toThrow("peer: RuntimeError: out of memory");
});

test("says how the process ended, during what, with its last words", async () => {
  const child = side("crash");
  await child.start(request);
  await expect(child.steps(1)).rejects.toThrow(
    /^peer: its process ended with 3 during `steps`\.\nheard start\nheard steps/,
  );
});

test("quotes a line that is no reply", async () => {
  await expect(side("chatter").start(request)).rejects.toThrow(
    /^peer: expected one reply .* got "Downloading weights…"/,
  );
});

test("says that a program can't be started", async () => {
  const child = new ChildSide("peer", ["/nowhere/python"]);
  await expect(child.start(request)).rejects.toThrow(/^peer: spawn \/nowhere\/python ENOENT during `start`/);
});

test("runs PyTorch's sides by Python, ours by Node, held to cores by taskset", () => {
  expect(sideProgram("pytorch-float32", "/venv/bin/python")).toEqual([
    "/venv/bin/python",
    "-u",
    expect.stringMatching(/pytorch_side\.py$/),
  ]);
  expect(sideProgram("openvino-int8", "/venv/bin/python")[2]).toMatch(/openvino_side\.py$/);
  expect(sideProgram("onnxruntime-int8", undefined)[0]).toBe(process.execPath);
  expect(sideProgram("tfjs-eager", undefined)[0]).toBe(process.execPath);
  expect(() => sideProgram("pytorch-float32", undefined)).toThrow(/pytorch-float32: expected a Python/);
  expect(pinned(["node", "a.js"], "0,1")).toEqual(["taskset", "--cpu-list", "0,1", "node", "a.js"]);
  expect(pinned(["node", "a.js"], undefined)).toEqual(["node", "a.js"]);
});
