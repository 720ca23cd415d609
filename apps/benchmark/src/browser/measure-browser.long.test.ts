/** Both programs in Chromium: transformers.js with a small model of ours in its form. */
import { copyFile } from "node:fs/promises";
import path from "node:path";
import { initializeWeights } from "@tresnet/blocks";
import { exportTransformersJs } from "@tresnet/export";
import { packageApart } from "@tresnet/vitest";
import { openChromium } from "@tresnet/vitest/browser";
import { buildModel } from "@tresnet/zoo";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { measureBrowser } from "./measure-browser.ts";

const small = { task: "infer", model: "tresnet_s", imageSize: 32, batchSize: 1, classes: 3, seed: 0 } as const;
let transformersModel = "";
beforeAll(async () => {
  transformersModel = path.join(await temporaryFolder(), "given");
  const model = buildModel("tresnet_s", { numClasses: 3 });
  initializeWeights(model, 0);
  await exportTransformersJs(model, transformersModel, {
    classNames: ["a", "b", "c"],
    task: "single-label",
    preparation: {
      imgSize: 32,
      cropPct: 1,
      cropMode: "squish",
      interpolation: "bilinear",
      mean: [0, 0, 0],
      std: [1, 1, 1],
    },
  });
  const onnx = path.join(transformersModel, "onnx");
  await copyFile(path.join(onnx, "model.onnx"), path.join(onnx, "model_quantized.onnx"));
  model.dispose();
});

test("measures both on WebAssembly with one and two threads, and WebGL where it is named", async () => {
  await (await openChromium()).close(); // where there is none, this test is not run
  const transformersFrom = path.join(await packageApart("@huggingface/transformers", "4.3.2"), "package.json");
  const measurement = await measureBrowser({
    case: small,
    transformersModel,
    transformersFrom,
    threads: [1, 2],
    backends: ["wasm", "webgl"],
    rounds: 2,
    imagesPerTurn: 1,
    warmUpImages: 1,
  });
  expect(measurement.browser.isolated).toBe(true);
  expect(measurement.absent).toEqual([]);
  expect(measurement.results.map(({ name, roundsMs }) => [name, roundsMs.length])).toEqual([
    ["tresnet wasm 1", 2],
    ["transformers.js q8 wasm 1", 2],
    ["transformers.js fp32 wasm 1", 2],
    ["tresnet wasm 2", 2],
    ["transformers.js q8 wasm 2", 2],
    ["transformers.js fp32 wasm 2", 2],
    ["tresnet webgl", 2],
  ]);
  expect(measurement.results[1]?.versions["transformers.js"]).toBe("4.3.2");
});

test("without transformers.js ours is measured; a model of another size is refused", async () => {
  await (await openChromium()).close();
  const options = {
    case: small,
    threads: [1],
    backends: ["wasm"],
    rounds: 1,
    imagesPerTurn: 1,
    warmUpImages: 1,
  } as const;
  const transformersFrom = path.join(await temporaryFolder(), "package.json");
  const { results, absent } = await measureBrowser({ ...options, transformersFrom });
  expect(results.map(({ name }) => name)).toEqual(["tresnet wasm 1"]);
  expect(absent.map(({ peer }) => peer)).toEqual(["transformers.js q8 wasm 1", "transformers.js fp32 wasm 1"]);
  const installed = path.join(await packageApart("@huggingface/transformers", "4.3.2"), "package.json");
  const larger = { ...options, case: { ...small, imageSize: 64 }, transformersModel, transformersFrom: installed };
  await expect(measureBrowser(larger)).rejects.toThrow("expected a model of images of 64×64");
});
