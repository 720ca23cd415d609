/** The folder of `exportTransformersJs` in transformers.js 4.3.2: its pipeline answers as the model. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { noise, packageApart } from "@tresnet/vitest";
import { openChromium, serveFolder } from "@tresnet/vitest/browser";
import type { CropMode, ImageClassifier } from "@tresnet/zoo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exportTransformersJs, type ModelFacts } from "../src/index.ts";
import { noisyModel } from "./noisy-model.ts";

const classNames = ['"quoted" ✓', "b\nc", "", "日本"];
const [mean, std] = [
  [0.4, 0.5, 0.6],
  [0.2, 0.25, 0.3],
] as const;

let folder = "";
let model: ImageClassifier;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-transformers-"));
  model = noisyModel("tresnet_s", { numClasses: 4 });
});
afterAll(async () => {
  model.dispose();
  await rm(folder, { recursive: true });
});

const factsOf = (cropMode: CropMode, cropPct: number): ModelFacts => ({
  classNames,
  task: "single-label",
  preparation: { imgSize: 64, cropPct, cropMode, interpolation: "bilinear", mean, std },
});

/** Pixels of a smooth picture, [height, width, 3]. */
function picture(width: number, height: number): Uint8Array {
  const [a = 1, b = 1, c = 1] = noise(3, width + height, 0.02, 0.06);
  return Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    const [x, y, channel] = [Math.floor(index / 3) % width, Math.floor(index / 3 / width), index % 3];
    return 128 + 100 * Math.sin(a * x + b * y + c * channel * 40);
  });
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

interface Answer {
  readonly label: string;
  readonly score: number;
}

/** Asks the pipeline about pictures, in a process of its own: its parts are not to be among ours. */
async function ask(given: string, pictures: readonly Picture[]) {
  const home = await transformers();
  const files = await writePictures(given, pictures);
  const program = `
    import { readFile } from "node:fs/promises";
    import { env, pipeline, RawImage } from ${JSON.stringify(path.join(home, "dist/transformers.node.mjs"))};
    env.allowRemoteModels = false;
    env.localModelPath = ${JSON.stringify(path.dirname(given))};
    const classify = await pipeline("image-classification", ${JSON.stringify(path.basename(given))});
    const answers = [];
    for (const { file, width, height } of ${JSON.stringify(files)}) {
      const image = new RawImage(new Uint8ClampedArray(await readFile(file)), width, height, 3);
      answers.push(await classify(image, { top_k: null }));
    }
    console.log(JSON.stringify(answers));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
  const answers: readonly (readonly Answer[])[] = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  return answers.map(inOrder);
}

const transformers = () => packageApart("@huggingface/transformers", "4.3.2");

function writePictures(given: string, pictures: readonly Picture[]) {
  return Promise.all(
    pictures.map(async ({ width, height, pixels }, index) => {
      const file = path.join(given, `picture-${index}.raw`);
      await writeFile(file, pixels);
      return { file, width, height };
    }),
  );
}

/** The probabilities in the order of the classes. */
function inOrder(answer: readonly Answer[]): readonly number[] {
  return classNames.map((name) => answer.find(({ label }) => label === name)?.score ?? Number.NaN);
}

declare const answer: (device: string, model: string, files: readonly object[]) => Promise<Answer[][]>;

/** The same in Chromium, on wasm and on WebGPU: a page of static files alone, as somebody would write it. */
async function askBrowser(device: "wasm" | "webgpu", given: string, pictures: readonly Picture[]) {
  const browser = await openChromium();
  const site = path.join(given, "site");
  const files = await writePictures(given, pictures);
  await mkdir(path.join(site, "models"), { recursive: true });
  await symlink(path.resolve(await transformers(), "../.."), path.join(site, "packages"));
  await symlink(given, path.join(site, "models", "given"));
  await writeFile(path.join(site, "index.html"), pageWithPipeline);
  const server = await serveFolder(site);
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => "answer" in globalThis);
    const request = files.map((one) => ({ ...one, file: `models/given/${path.basename(one.file)}` }));
    const answers = await page.evaluate((args) => answer(...args), [device, "given", request] as const);
    return answers.map(inOrder);
  } finally {
    await server.close();
    await browser.close();
  }
}

const pageWithPipeline = `<!doctype html>
<script type="importmap">
{ "imports": {
  "@huggingface/transformers": "./packages/@huggingface/transformers/dist/transformers.web.js",
  "onnxruntime-common": "./packages/onnxruntime-common/dist/esm/index.js",
  "onnxruntime-web/webgpu": "./packages/onnxruntime-web/dist/ort.webgpu.bundle.min.mjs"
} }
</script>
<script type="module">
  import { env, pipeline, RawImage } from "@huggingface/transformers";
  Object.assign(env, { allowRemoteModels: false, allowLocalModels: true, localModelPath: "models/" });
  env.backends.onnx.wasm.wasmPaths = new URL("packages/onnxruntime-web/dist/", document.baseURI).href;
  globalThis.answer = async (device, model, files) => {
    const classify = await pipeline("image-classification", model, { device });
    const answers = [];
    for (const { file, width, height } of files) {
      const pixels = new Uint8ClampedArray(await (await fetch(file)).arrayBuffer());
      answers.push(await classify(new RawImage(pixels, width, height, 3), { top_k: null }));
    }
    await classify.dispose();
    return answers;
  };
</script>
`;

/** The model's own probabilities for the window of a picture that begins at a corner. */
function ours(pixels: Uint8Array, width: number, [left, top]: readonly [number, number]): Float32Array {
  const values = Float32Array.from({ length: 64 * 64 * 3 }, (_, index) => {
    const [x, y, channel] = [Math.floor(index / 3) % 64, Math.floor(index / 3 / 64), index % 3];
    const byte = pixels[((y + top) * width + x + left) * 3 + channel] ?? 0;
    return (byte / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  });
  return tf.tidy(() =>
    Float32Array.from(tf.softmax(model.forward(tf.tensor4d(values, [1, 64, 64, 3]), inference)).dataSync()),
  );
}

test("its answers are the model's, where nothing is resized, and crops are ours", async () => {
  const cases = [
    { mode: "center", cropPct: 1, width: 64, height: 64, corner: [0, 0] },
    { mode: "squish", cropPct: 1, width: 64, height: 64, corner: [0, 0] },
    { mode: "center", cropPct: 0.8, width: 100, height: 80, corner: [18, 8] },
    { mode: "squash", cropPct: 0.8, width: 80, height: 80, corner: [8, 8] },
  ] as const;
  for (const [index, { mode, cropPct, width, height, corner }] of cases.entries()) {
    const given = path.join(folder, `case-${index}`);
    await exportTransformersJs(model, given, factsOf(mode, cropPct));
    const pixels = picture(width, height);
    const [theirs = []] = await ask(given, [{ width, height, pixels }]);
    for (const [at, probability] of ours(pixels, width, corner).entries()) {
      expect(Math.abs((theirs[at] ?? 1) - probability), `${mode} ${cropPct}, class ${at}`).toBeLessThan(1e-5);
    }
  }
});

test("float16 weights answer alike", async () => {
  const given = path.join(folder, "half");
  await exportTransformersJs(model, given, factsOf("squish", 1), { half: true });
  const pixels = picture(64, 64);
  const [theirs = []] = await ask(given, [{ width: 64, height: 64, pixels }]);
  for (const [at, probability] of ours(pixels, 64, [0, 0]).entries()) {
    expect(Math.abs((theirs[at] ?? 1) - probability)).toBeLessThan(5e-3);
  }
});

test.each(["wasm", "webgpu"] as const)("in a browser on %s it answers as in Node", async (device) => {
  const given = path.join(folder, device);
  await exportTransformersJs(model, given, factsOf("center", 0.8));
  const pictures = [[100, 80] as const, [80, 90] as const].map(([width, height]) => {
    return { width, height, pixels: picture(width, height) };
  });
  const [node, browser] = [await ask(given, pictures), await askBrowser(device, given, pictures)];
  for (const [index, { pixels, width, height }] of pictures.entries()) {
    const corner = [(width - 64) / 2, (height - 64) / 2] as const;
    for (const [at, probability] of ours(pixels, width, corner).entries()) {
      const [there = 1, here = 1] = [browser[index]?.[at], node[index]?.[at]];
      expect(Math.abs(there - here), `picture ${index}, class ${at}`).toBeLessThan(1e-5);
      expect(Math.abs(there - probability), `picture ${index}, class ${at}`).toBeLessThan(1e-5);
    }
  }
});
