/** Full-size detectors against torchvision's, on weights that are generated from their keys. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference, parameterCount } from "@tresnet/blocks";
import { openTensorFile, writeSafetensors } from "@tresnet/checkpoints";
import { expectParity, fixturePath, goldenCases, readGolden, readGoldenJson, uniform } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { buildDetector, type DetectorName, isDetectorName, loadDetector, saveDetector } from "../src/index.ts";
import { fillFromKeys } from "./fill-from-keys.ts";

interface FullsizeNet {
  readonly parameters: number;
  readonly classes: number;
  readonly locations: number;
  readonly keys: Readonly<Record<string, readonly number[]>>;
  readonly pyramid: readonly { readonly shape: number[]; readonly mean: number; readonly mean_abs: number }[];
}

interface Fullsize {
  readonly seed: number;
  readonly image: readonly [number, number];
  readonly models: Readonly<Record<string, FullsizeNet>>;
}

const readFacts = () => readGoldenJson<Fullsize>("detection", "fullsize", "fullsize.json");
const names = await goldenCases<DetectorName>(
  () => Object.keys(readFacts().models).filter(isDetectorName),
  "fcos_tresnet_m",
);

function factsOf(name: string): FullsizeNet {
  const net = readFacts().models[name];
  if (net === undefined) throw new Error(`no facts of ${name}`);
  return net;
}

test.each(names)("%s has torchvision's maps and answers", async (name) => {
  const { seed, image } = readFacts();
  const { classes, parameters, locations, pyramid } = factsOf(name);
  const golden = await readGolden(fixturePath("detection", "fullsize", "outputs.safetensors"));
  const detector = buildDetector(name, { numClasses: classes });
  expect(parameterCount(detector)).toBe(parameters);
  fillFromKeys(detector, seed);
  const [height, width] = image;
  tf.tidy(() => {
    const pixels = Float32Array.from(uniform("x", seed, height * width * 3), (u) => (u + 1) / 2);
    const images = tf.tensor4d(pixels, [1, height, width, 3]);
    detector.maps(images, inference).forEach((map, level) => {
      const { shape = [], mean = 0, mean_abs: meanAbs = 0 } = pyramid[level] ?? {};
      expect(map.shape).toEqual(shape);
      const values = [...map.dataSync()];
      const average = (of: (value: number) => number) =>
        values.reduce((sum, value) => sum + of(value), 0) / values.length;
      expectParity(name, `level ${level}`, [average((v) => v), average(Math.abs)], [mean, meanAbs], 1e-4);
    });
    const { classLogits, ltrb, centernessLogits } = detector.answers(images, inference);
    expect(classLogits.shape).toEqual([1, locations, classes]);
    const stored = golden.get(`${name}.cls_logits_every_7th_class`);
    const some = classLogits.dataSync().filter((_, index) => (index % classes) % 7 === 0);
    expectParity(name, "class logits", some, stored.values, 1e-4);
    expectParity(name, "distances", ltrb.dataSync(), golden.get(`${name}.bbox_regression`).values, 1e-4);
    expectParity(name, "centre-ness", centernessLogits.dataSync(), golden.get(`${name}.bbox_ctrness`).values, 1e-4);
  });
  detector.dispose();
});

test.each(names)(
  "%s is saved under torchvision's names, and loaded from a file that says nothing else",
  async (name) => {
    const { classes, keys } = factsOf(name);
    const folder = await mkdtemp(path.join(tmpdir(), "tresnet-"));
    const [saved, bare] = [path.join(folder, "saved.safetensors"), path.join(folder, "bare.safetensors")];
    const detector = buildDetector(name, { numClasses: classes });
    fillFromKeys(detector, 3);
    await saveDetector(detector, saved);
    const file = await openTensorFile(saved);
    expect(Object.fromEntries([...file.entries].map(([key, { shape }]) => [key, shape]))).toEqual(keys);
    // torchvision's own batch norms, which are frozen, count no batches.
    const tensors = new Map<string, Awaited<ReturnType<typeof file.read>>>();
    for (const key of file.entries.keys()) {
      if (!key.endsWith("num_batches_tracked")) tensors.set(key, await file.read(key));
    }
    await file.close();
    await writeSafetensors(bare, tensors, {});
    const notices: string[] = [];
    const loaded = await loadDetector(bare, { onNotice: (notice) => notices.push(notice) });
    expect(loaded.name).toBe(name);
    expect(loaded.numClasses).toBe(classes);
    expect(notices.join()).toContain(`${name} with ${classes} classes`);
    tf.tidy(() => {
      const images = tf.randomUniform<tf.Rank.R4>([1, 64, 96, 3], 0, 1, "float32", 1);
      const [ours, theirs] = [detector, loaded].map((net) => net.forward(images, inference).dataSync());
      expect(theirs).toEqual(ours);
    });
    detector.dispose();
    loaded.dispose();
    await rm(folder, { recursive: true });
  },
);
