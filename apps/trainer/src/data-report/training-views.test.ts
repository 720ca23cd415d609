import { BatchLoader, mixBatch, subset, syntheticData } from "@tresnet/data";
import { describe, expect, test } from "vitest";
import { loaderOptions, trainingTransform } from "../images/data-plan.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { type TrainOptions, trainTable } from "../settings/train-options.ts";
import { type TrainingViewsOptions, trainingViews } from "./training-views.ts";

const { train } = syntheticData({ seed: 5, classes: 3, size: 16, counts: [23, 1, 1] });
const saved: TrainingViewsOptions["saved"] = {
  imgSize: 16,
  mean: [0.4, 0.5, 0.6],
  std: [0.2, 0.25, 0.3],
  cropMode: "center",
  cropPct: 1,
};
const classes = 3;

const optionsOf = (values: Record<string, unknown>): TrainOptions =>
  resolveOptions(trainTable, [
    { source: "test", values: { data: "synthetic", batchSize: 5, seed: 3, colorJitter: 0.4, cutout: 1, ...values } },
  ]);

/** What a training's own loop makes of every image in one epoch: bytes and shares by index. */
async function trained(options: TrainOptions, epoch: number, data = train) {
  const loader = new BatchLoader(data, {
    ...loaderOptions(options),
    balanced: options.balanced,
    dropLast: data.length >= options.batchSize,
    transform: trainingTransform(options, saved),
  });
  const found = new Map<number, { bytes: number[]; shares: number[] }>();
  for await (const batch of loader.epoch(epoch)) {
    const { mixup, cutmix, seed } = options;
    const { images, targets } = mixBatch(batch, { mixup, cutmix, seed, epoch, classes });
    for (const [slot, index] of batch.indices.entries()) {
      const values = images.subarray(slot * 768, (slot + 1) * 768);
      const bytes = Array.from(values, (value, i) =>
        Math.round(255 * (value * (saved.std[i % 3] ?? 1) + (saved.mean[i % 3] ?? 0))),
      );
      found.set(index, { bytes, shares: Array.from(targets.subarray(slot * classes, (slot + 1) * classes)) });
    }
  }
  await loader.close();
  return found;
}

describe("trainingViews", () => {
  test.each([
    ["without mixing", {}],
    ["with mixup", { mixup: 0.5 }],
    ["with cutmix", { cutmix: 1 }],
    ["with both, classes balanced", { mixup: 0.5, cutmix: 1, balanced: true }],
    ["with a batch larger than the data", { mixup: 1, batchSize: 64 }],
  ])("shows the very pixels and labels of the training, %s", async (_, values) => {
    const options = optionsOf(values);
    const images = await trainingViews(train, { options, saved, classes, count: 6, versions: 3 });
    expect(images).toHaveLength(6);
    for (const { index, views } of images) {
      expect(views).toHaveLength(3);
      for (const { epoch, pixels, label } of views) {
        const expected = (await trained(options, epoch)).get(index);
        expect([...pixels.data]).toEqual(expected?.bytes);
        const shares = train.classNames.map((name) => label.find((one) => one.name === name)?.share ?? 0);
        expect(shares).toEqual(expected?.shares);
      }
    }
  });

  test("shows the first images of the training, each in its first epochs", async () => {
    const options = optionsOf({});
    const images = await trainingViews(train, { options, saved, classes, count: 4, versions: 2 });
    const first = [...(await trained(options, 0)).keys()].slice(0, 4);
    expect(images.map(({ index }) => index)).toEqual(first);
    expect(images[0]?.views[0]?.epoch).toBe(0);
  });

  test("leaves out the images that a dropped last batch leaves out", async () => {
    const options = optionsOf({ batchSize: 20 });
    const images = await trainingViews(train, { options, saved, classes, count: 23, versions: 1 });
    expect(images).toHaveLength(20);
  });

  test("gives every class of multi-label data, also none", async () => {
    const labels = (index: number) => [[0, 2], [], [1]][index % 3] ?? [];
    const data = { ...subset(train, [0, 1, 2]), labels };
    const images = await trainingViews(data, { options: optionsOf({}), saved, classes, count: 3, versions: 1 });
    for (const { index, views } of images) {
      expect(views[0]?.label).toEqual(labels(index).map((k) => ({ name: train.classNames[k], share: 1 })));
    }
  });

  test("passes over broken images, and fails on them where training does", async () => {
    const broken = { ...train, source: (index: number) => (index % 2 ? gone : train.source(index)) };
    const gone = { kind: "file", path: "/gone/cat.png" } as const;
    const wanted = { saved, classes, count: 23, versions: 2 };
    const images = await trainingViews(broken, { ...wanted, options: optionsOf({ workers: 0, mixup: 1 }) });
    expect(images.length).toBeGreaterThan(5);
    expect(images.every(({ index }) => index % 2 === 0)).toBe(true);
    const strict = optionsOf({ workers: 0, onBroken: "fail" });
    await expect(trainingViews(broken, { ...wanted, options: strict })).rejects.toThrow("cat.png");
  });
});
