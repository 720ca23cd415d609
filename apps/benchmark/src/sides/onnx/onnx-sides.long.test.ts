/** Our export in ONNX Runtime, beside our own inference: the real runtime, which the repository has for its tests. */
import { variants } from "@tresnet/zoo";
import { expect, test } from "vitest";
import { measure } from "../../contest/measure.ts";
import { measureStartup } from "../../startup/measure-startup.ts";

test("ONNX Runtime infers the same logits from our export, nearly the same ones in 8 bits", async () => {
  const variant = { ...variants.tresnet_m, layers: [1, 1, 1, 1] } as const;
  const small = { task: "infer", model: "flat", variant, imageSize: 64, batchSize: 3, classes: 5, seed: 0 } as const;
  const lines: string[] = [];
  const { results, baselines } = await measure({
    case: small,
    sides: ["traced-float32", "onnxruntime-float32", "onnxruntime-int8"],
    baselines: ["onnxruntime-float32"],
    rounds: 2,
    stepsPerTurn: 2,
    warmUpSteps: 1,
    onProgress: (line) => lines.push(line),
  });
  expect(baselines).toEqual(["onnxruntime-float32"]);
  expect(lines).toContain("writing flat as ONNX, int8");
  const [ours, float32, int8] = results;
  expect(float32?.versions).toEqual({ "onnxruntime-node": expect.stringMatching(/^\d+\.\d+/) });
  expect([float32, int8].map((side) => side?.parameters)).toEqual([ours?.parameters, ours?.parameters]);
  expect(ours?.outputs.compared).toBeUndefined();
  // Sums in another order.
  expect(float32?.outputs.compared).toMatchObject({ to: "traced-float32", agreement: 1 });
  expect(float32?.outputs.compared?.distance).toBeLessThan(1e-5);
  expect(int8?.outputs.compared?.distance).toBeLessThan(0.15);
  expect(int8?.outputs.logitsSha256).not.toBe(float32?.outputs.logitsSha256);
  const { results: starts } = await measureStartup({ case: small, sides: ["onnxruntime-int8"], rounds: 1 });
  expect(starts[0]?.partsMs["build model"].median).toBeGreaterThan(0);
});
