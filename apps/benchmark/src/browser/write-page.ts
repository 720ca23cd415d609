/** The web page of `tresnet export --format web` with a model of random weights, and what one and more threads need. */
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { useTensorFlow } from "@tresnet/engine";
import { describeNet, exportTfjs } from "@tresnet/export";
import { readWhole } from "@tresnet/files";
import { pageFiles } from "@tresnet/page";
import { loadWeights } from "@tresnet/zoo";
import { writeCaseFiles } from "../terms/case-files.ts";
import type { BenchmarkCase } from "../terms/cases.ts";
import { uniformValues } from "../terms/random-values.ts";
import { buildCaseModel } from "../terms/variant-of.ts";

/** Writes the page into a folder, its model into "model", and the pixels of an image, "pixels.bin". */
export async function writePage(folder: string, shared: BenchmarkCase): Promise<void> {
  await mkdir(folder);
  await writeModel(folder, shared);
  const names = (await readdir(path.join(folder, "model"))).sort();
  const model = new Map<string, Uint8Array>();
  for (const name of names) {
    const bytes = await readWhole(path.join(folder, "model", name), { mostBytes: 2 ** 31 - 1 });
    model.set(`model/${name}`, bytes);
  }
  for (const [name, bytes] of await pageFiles({ model })) await writeFile(path.join(folder, name), bytes);
  // Of the threads' WebAssembly a static page has no use: hosts do not isolate it.
  const threaded = "tfjs-backend-wasm-threaded-simd.wasm";
  const wasm = path.dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
  await copyFile(path.join(wasm, threaded), path.join(folder, threaded));
  const values = uniformValues(3 * shared.imageSize ** 2, 1 / Math.sqrt(3), shared.seed + 1); // from -1 to 1
  await writeFile(
    path.join(folder, "pixels.bin"),
    Uint8Array.from(values, (value) => 127.5 * (value + 1)),
  );
}

async function writeModel(folder: string, shared: BenchmarkCase): Promise<void> {
  await useTensorFlow({ device: "cpu" });
  const { weights } = await writeCaseFiles(folder, shared);
  const model = buildCaseModel(shared, { numClasses: shared.classes });
  await loadWeights(model, weights);
  const metadata = {
    task: "single-label",
    classes: Array.from({ length: shared.classes }, (_, index) => `class ${index}`),
    preprocessing: { imgSize: shared.imageSize, cropMode: "center", cropPct: 1, mean: [0, 0, 0], std: [1, 1, 1] },
  };
  await exportTfjs(describeNet(model, { size: shared.imageSize }), path.join(folder, "model"), { metadata });
  model.dispose();
}
