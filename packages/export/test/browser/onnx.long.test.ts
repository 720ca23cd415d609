/** ONNX files on onnxruntime-web's WebGPU in Chromium: every node is there, none is left to the CPU. */
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { relativeError } from "@tresnet/vitest";
import { bundleForBrowser, openChromium, type ServedFolder, serveFolder } from "@tresnet/vitest/browser";
import type { ImageClassifier } from "@tresnet/zoo";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ExportOnnxOptions, exportOnnx, type ImageBatch, modelNet } from "../../src/index.ts";
import { smallModel, useHead, wholeModel } from "../example-models.ts";
import { byteBatch, noiseBatch, onnxInput } from "../image-batches.ts";
import type { OnnxRequest } from "./answer-onnx.ts";

declare const answer: (request: OnnxRequest) => Promise<number[]>;

let folder = "";
let opened: { readonly browser: Awaited<ReturnType<typeof openChromium>>; readonly server: ServedFolder } | undefined;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet onnx browser "));
  await bundleForBrowser(path.join(import.meta.dirname, "answer-onnx.ts"), path.join(folder, "answer.js"));
  await writeFile(path.join(folder, "index.html"), '<!doctype html><script type="module" src="answer.js"></script>');
  const runtime = createRequire(import.meta.url).resolve("onnxruntime-web");
  await symlink(path.dirname(runtime), path.join(folder, "onnxruntime"));
});
afterAll(async () => {
  await opened?.browser.close();
  await opened?.server.close();
  await rm(folder, { recursive: true });
});

/** What a page says to a request, and where the runtime says that nodes are placed. */
async function askBrowser(request: Omit<OnnxRequest, "runtime">) {
  // Inside of a test, which is not run where there is no browser.
  opened ??= { browser: await openChromium(), server: await serveFolder(folder) };
  const { browser, server } = opened;
  const page = await browser.newPage();
  const placed: string[] = [];
  page.on("console", (message) => placed.push(...(/placed on \[\w+\]/.exec(message.text()) ?? [])));
  await page.goto(server.url);
  await page.waitForFunction(() => "answer" in globalThis);
  const asked = { ...request, runtime: `${server.url}onnxruntime/` };
  try {
    return { answers: await page.evaluate((given) => answer(given), asked), placed };
  } finally {
    await page.close();
  }
}

/** The deviation of a file's answers from the model's, and where its nodes are. */
async function ask(
  entry: OnnxRequest["entry"],
  model: ImageClassifier,
  images: ImageBatch,
  options: ExportOnnxOptions = {},
) {
  await exportOnnx(model, path.join(folder, "model.onnx"), options);
  const { values, shape, type } = onnxInput(images);
  await writeFile(path.join(folder, "images.bin"), new Uint8Array(values.buffer));
  const request = { entry, model: "model.onnx", images: "images.bin", shape, type };
  const { answers, placed } = await askBrowser(request);
  return { deviation: relativeError(answers, await modelNet(model, options.pixels).run(images)), placed };
}

const pixels = { mean: [0.4, 0.5, 0.6], std: [0.2, 0.25, 0.3], probabilities: "softmax" } as const;

/** float32, sums in another order; or kernels that were rounded to float16. */
const limitOf = ({ half = false }: ExportOnnxOptions) => (half ? 5e-3 : 1e-5);

describe.each([
  ["webgpu", "WebGpuExecutionProvider"],
  ["usual", "JsExecutionProvider"],
] as const)("the entry %s of onnxruntime-web", (entry, provider) => {
  // The size free, or fixed; maps of even sizes, and of odd ones.
  test.each([
    ["small_s", "linear", 64, { size: 64 }],
    ["small_m", "multi-label", 64, { half: true }],
    ["small_v2", "ML-Decoder", 72, {}],
    ["small_strided", "linear", 72, {}],
    ["small_resnet_stem", "ML-Decoder", 72, { size: 72, half: true }],
  ] as const)("%s, %s, %i pixels, %o: all nodes, and the model's answers", async (name, head, size, options) => {
    const model = smallModel(name, head);
    const { deviation, placed } = await ask(entry, model, noiseBatch(2, size), options);
    expect(placed).toEqual([`placed on [${provider}]`]);
    expect(deviation).toBeLessThan(limitOf(options));
    model.dispose();
  });
});

test.each([
  ["tresnet_s", "linear", {}],
  ["tresnet_m", "multi-label", { half: true }],
  ["resnet50", "ML-Decoder", {}],
] as const)("the whole %s, %s, %o: all nodes, and the model's answers", async (name, head, options) => {
  const model = wholeModel(name);
  useHead(model, head);
  const { deviation, placed } = await ask("webgpu", model, noiseBatch(2, 64), options);
  expect(placed).toEqual(["placed on [WebGpuExecutionProvider]"]);
  expect(deviation).toBeLessThan(limitOf(options));
  model.dispose();
});

test("bytes of pixels are read by the entry for WebGPU, and by the usual one on the CPU alone", async () => {
  const model = smallModel("small_s");
  const { deviation, placed } = await ask("webgpu", model, byteBatch(2, 36), { pixels });
  expect(placed).toEqual(["placed on [WebGpuExecutionProvider]"]);
  expect(deviation).toBeLessThan(1e-5);
  // No node of that entry's takes uint8; without the ban it runs on the CPU, and the rest on WebGPU.
  await expect(ask("usual", model, byteBatch(2, 36), { pixels })).rejects.toThrow("assigned to the default CPU EP");
  model.dispose();
});
