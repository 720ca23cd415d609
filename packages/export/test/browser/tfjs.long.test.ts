/** Graph models in Chromium, on WebGL and WebGPU, against the models themselves. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { relativeError } from "@tresnet/vitest";
import { bundleForBrowser, openChromium, serveFolder } from "@tresnet/vitest/browser";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeNet, exportTfjs } from "../../src/index.ts";
import { noiseImages, smallModel } from "../example-models.ts";

declare const answer: (backend: string, model: string, images: string, shape: number[]) => Promise<number[]>;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet browser "));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

// Few, for a graphics card that the CPU stands in for takes its time: an attention, free sizes; a max pool, odd maps.
const cases = [
  ["small_v2", "ML-Decoder", undefined],
  ["small_resnet_stem", "linear", 72],
] as const;

test("WebGL and WebGPU give a model's logits, with weights of float32 and float16", async () => {
  const browser = await openChromium();
  await bundleForBrowser(fileURLToPath(new URL("answer-tfjs.ts", import.meta.url)), path.join(folder, "answer.js"));
  await writeFile(path.join(folder, "index.html"), '<!doctype html><script type="module" src="answer.js"></script>');
  const server = await serveFolder(folder);
  const page = await browser.newPage();
  try {
    await page.goto(server.url);
    await page.waitForFunction(() => "answer" in globalThis);
    for (const [name, head, size] of cases) {
      const model = smallModel(name, head);
      const net = describeNet(model, { size });
      const images = noiseImages(2, size ?? 64);
      const expected = tf.tidy(() => model.forward(images, inference).dataSync());
      await mkdir(path.join(folder, name));
      await writeFile(path.join(folder, name, "images.f32"), Float32Array.from(images.dataSync()));
      await exportTfjs(net, path.join(folder, name, "whole"));
      await exportTfjs(net, path.join(folder, name, "half"), { half: true });
      for (const [backend, kind, tolerance] of [
        ["webgl", "whole", 1e-5],
        ["webgpu", "whole", 1e-5],
        ["webgl", "half", 5e-3],
      ] as const) {
        const request = [backend, `${name}/${kind}/model.json`, `${name}/images.f32`, images.shape] as const;
        const answers = await page.evaluate((args) => answer(args[0], args[1], args[2], args[3]), request);
        expect(relativeError(answers, expected), `${name}, ${backend}, ${kind}`).toBeLessThan(tolerance);
      }
      images.dispose();
      model.dispose();
    }
  } finally {
    await server.close();
    await browser.close();
  }
});
