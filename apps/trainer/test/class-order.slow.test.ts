/** Weights that do not name their classes, on numbered classes: scored right, or not at all. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openSafetensors, type TensorData, writeSafetensors } from "@tresnet/checkpoints";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { evaluate } from "../src/functions/evaluate.ts";
import { predict } from "../src/functions/predict.ts";
import { train } from "../src/functions/train.ts";

const colors = { "1": "#dc1e1e", "2": "#1edc1e", "3": "#1e1edc", "10": "#dcdc1e", "11": "#1edcdc", "20": "#dc1edc" };
let folder = "";
let weights = "";
let csv = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-class-order-"));
  const rows: string[] = [];
  for (const [name, background] of Object.entries(colors)) {
    await mkdir(path.join(folder, "photos", name), { recursive: true });
    for (let i = 0; i < 16; i++) {
      const file = path.join(folder, "photos", name, `${i}.png`);
      await sharp({ create: { width: 32, height: 32 + i, channels: 3, background } })
        .png()
        .toFile(file);
      rows.push(`${path.join("photos", name, `${i}.png`)},${name}`);
    }
  }
  csv = path.join(folder, "labels.csv");
  await writeFile(csv, `image,label\n${rows.join("\n")}\n`);
  const { run } = await train({
    data: `csv:${csv}`, // numbered by value, as timm does
    imgSize: 64,
    epochs: 4,
    batchSize: 16,
    aug: false,
    workers: 0,
    output: folder,
    experiment: "run",
  });
  // The same weights, as somebody else would have saved them: without a word on the classes.
  const best = await openSafetensors(run.best);
  const state = new Map<string, TensorData>();
  for (const key of best.entries.keys()) state.set(key, await best.read(key));
  await best.close();
  weights = path.join(folder, "weights.safetensors");
  await writeSafetensors(weights, state);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const scored = async (data: string, classOrder?: string) => {
  const options = { data, classOrder, workers: 0, batchSize: 16 };
  const { evaluation } = await evaluate({ checkpoint: weights, model: "tresnet_s", ...options });
  return evaluation.task === "single-label" ? evaluation.accuracy : Number.NaN;
};

test("folder and CSV are scored alike: by the order that is named, or by none", async () => {
  for (const data of [`folder:${path.join(folder, "photos")}`, `csv:${csv}`]) {
    await expect(scored(data)).rejects.toThrow(/^--class-order: .*natural.*\(1, 2, 3, 10, 11, 20\)/);
    expect(await scored(data, "natural")).toBe(1);
    expect(await scored(data, "codepoint")).toBeLessThan(0.7);
  }
});

test("a file names them, for predict too, which else has numbers", async () => {
  const names = path.join(folder, "names.txt");
  await writeFile(names, "1\n2\n3\n10\n11\n20\n");
  expect(await scored(`folder:${path.join(folder, "photos")}`, names)).toBe(1);
  const images = [path.join(folder, "photos", "10", "0.png")];
  const named = await predict({ checkpoint: weights, model: "tresnet_s", images, classOrder: names, workers: 0 });
  expect(named.images[0]?.predictions[0]?.class).toBe("10");
  const numbered = await predict({ checkpoint: weights, model: "tresnet_s", images, workers: 0 });
  expect(numbered.images[0]?.predictions[0]?.class).toBe("class 3");
});
