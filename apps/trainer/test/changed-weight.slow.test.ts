/** One weight that was changed on the disk: the check of every format finds it. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { namedWeights } from "@tresnet/blocks";
import { noise } from "@tresnet/vitest";
import { createModel } from "@tresnet/zoo";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Exporter } from "../src/export/exporter.ts";
import { exporters } from "../src/export/exporters.ts";
import { checkWritten } from "../src/functions/exporting/check-written.ts";
import { exampleContent } from "./example-content.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-changed-"));
});
afterAll(() => rm(folder, { recursive: true }));

const bias = Float32Array.of(0.125, -0.25, 0.375, 0.0625);

const content = exampleContent({
  classNames: ["a", "b", "c", "d"],
  imgSize: 64,
  mean: [0.5, 0.5, 0.5],
  std: [0.25, 0.25, 0.25],
});

/** Adds a half to the first of the head's biases, wherever it lies. */
async function change(place: string): Promise<number> {
  if (!(await stat(place)).isDirectory()) {
    const bytes = await readFile(place);
    const at = bytes.indexOf(new Uint8Array(bias.buffer));
    if (at < 0) return 0;
    bytes.writeFloatLE((bias[0] ?? 0) + 0.5, at);
    await writeFile(place, bytes);
    return 1;
  }
  let changed = 0;
  for (const name of await readdir(place)) changed += await change(path.join(place, name));
  return changed;
}

// Weights as safetensors carry a checksum instead, which who loads them compares.
const checked = Object.entries<Exporter>(exporters).filter(([, { load }]) => load !== undefined);

test("formats without a check are those with a checksum", () => {
  const unchecked = Object.keys(exporters).filter((name) => checked.every(([one]) => one !== name));
  expect(unchecked).toEqual(["safetensors"]);
});

test.each(checked)("%s", async (name, exporter) => {
  // timm builds no tresnet_s.
  const model = createModel(name === "timm" ? "resnet50" : "tresnet_s", { numClasses: 4, seed: 1 });
  for (const [key, weight] of namedWeights(model)) if (/^(head\.)?fc\.bias$/.test(key)) weight.assign(bias);
  const place = path.join(folder, `${name}${exporter.extension}`);
  const values = Uint8Array.from(noise(2 * 64 * 64 * 3, 1, 0, 255.9));
  const images = async () => ({ batches: [{ values, shape: [2, 64, 64, 3] as const }], what: "2 images" });
  await exporter.write(model, place, content);
  expect(await checkWritten(exporter, place, { model, content, images })).toMatchObject({ images: 2, agreement: 1 });
  expect(await change(place)).toBe(1);
  await expect(checkWritten(exporter, place, { model, content, images })).rejects.toThrow(
    "The export does not compute what the model does.",
  );
  model.dispose();
});
