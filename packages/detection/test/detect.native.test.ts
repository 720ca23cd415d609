/** From images to boxes: sizes, batches, memory. */
import * as tf from "@tensorflow/tfjs-core";
import { detectionTargets } from "@tresnet/boxes";
import { createTrainStep, fcosObjective, sgd } from "@tresnet/training";
import { readGolden } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { createDetectionEvaluator, detect, freezeDetector, letterboxPlacement, listDetections } from "../src/index.ts";
import { detectorPath, goldenDetector, goldenDetectorConfig, goldenImages } from "./golden-detector.ts";
import { targetsOf } from "./golden-targets.ts";
import { noisePhotograph, smallDetector } from "./small-detector.ts";

const limits = { scoreThreshold: 0.01, perImage: 5 };

test.each([false, true])("finds what torchvision finds, frozen %s", async (frozen) => {
  const golden = await readGolden(detectorPath("eval.safetensors"));
  const { settings } = goldenDetectorConfig();
  const detector = await goldenDetector();
  const images = goldenImages(golden, "x");
  const evaluator = createDetectionEvaluator(detector, {
    batchSize: 3,
    frozen,
    scoreThreshold: settings.score_threshold,
    iouThreshold: settings.iou_threshold,
    perImage: settings.per_image,
    perLevel: settings.per_level,
  });
  const found = await evaluator.run(images);
  found.forEach(({ boxes, scores, labels }, image) => {
    expect([...labels]).toEqual([...golden.get(`${image}.labels`).values]);
    const worst = (actual: Float32Array, name: string) =>
      golden
        .get(name)
        .values.reduce((most, value, at) => Math.max(most, Math.abs(value - (actual[at] ?? Number.NaN))), 0);
    expect(worst(scores, `${image}.scores`)).toBeLessThan(1e-5);
    expect(worst(boxes, `${image}.boxes`)).toBeLessThan(1e-2);
  });
  evaluator.dispose();
  images.dispose();
  detector.dispose();
});

test("a letterboxed image keeps its proportions and fits", () => {
  const input = { height: 64, width: 96 };
  const sizeIn = (height: number, width: number) => letterboxPlacement({ height, width }, input).imageSize;
  expect(sizeIn(64, 96)).toEqual(input);
  expect(sizeIn(2000, 1000)).toEqual({ height: 64, width: 32 });
  expect(sizeIn(10, 30)).toEqual({ height: 32, width: 96 });
  expect(sizeIn(1, 5000)).toEqual({ height: 1, width: 96 });
});

test("photographs of very different sizes get boxes in their own pixels, one by one as in a batch", async () => {
  const detector = smallDetector({ classNames: ["a", "b", "c"] });
  const sizes = [
    [5, 3],
    [300, 40],
    [64, 64],
    [33, 500],
  ] as const;
  const photographs = sizes.map(([height, width], seed) => noisePhotograph(height, width, seed + 1));
  const found = await detect(detector, photographs, limits);
  found.forEach((objects, image) => {
    const [height = 0, width = 0] = sizes[image] ?? [];
    expect(objects.length).toBeGreaterThan(0);
    for (const {
      box: [x1, y1, x2, y2],
      score,
      label,
      name,
    } of objects) {
      expect(Math.min(x1, y1)).toBeGreaterThanOrEqual(0);
      expect(x2).toBeLessThanOrEqual(width);
      expect(y2).toBeLessThanOrEqual(height);
      expect(score).toBeGreaterThan(limits.scoreThreshold);
      expect(name).toBe(["a", "b", "c"][label]);
    }
  });
  const evaluator = createDetectionEvaluator(detector, { batchSize: 4, ...limits });
  const whole = tf.tidy(() => tf.div<tf.Tensor4D>(tf.expandDims(photographs[2] ?? tf.scalar(0), 0), 255));
  const [batched] = await evaluator.run(whole, [
    letterboxPlacement({ height: 64, width: 64 }, { height: 64, width: 64 }),
  ]);
  const [alone = [], listed = []] = [found[2], batched && listDetections(batched, detector)];
  expect(listed.map(({ label }) => label)).toEqual(alone.map(({ label }) => label));
  listed.forEach(({ box }, at) => {
    for (const [index, side] of box.entries()) expect(side).toBeCloseTo(alone[at]?.box[index] ?? Number.NaN, 2);
  });
  evaluator.dispose();
  tf.dispose([whole, ...photographs]);
  detector.dispose();
});

test("an evaluator takes images of many sizes, frozen and in bfloat16, and leaves no tensor behind", async () => {
  const detector = smallDetector();
  const before = tf.memory().numTensors;
  for (const options of [{ frozen: true }, { precision: "bfloat16", frozen: true }] as const) {
    const evaluator = createDetectionEvaluator(detector, { batchSize: 2, ...limits, ...options });
    for (const side of [32, 48, 64, 80, 96, 32]) {
      const images = tf.zeros<tf.Rank.R4>([1, side, side + 32, 3]);
      const [found] = await evaluator.run(images);
      expect(found?.scores.length).toBe(5);
      images.dispose();
    }
    const other = tf.zeros<tf.Rank.R4>([3, 32, 32, 3]);
    await expect(evaluator.run(other)).rejects.toThrow("n from 1 to 2");
    other.dispose();
    evaluator.dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
  detector.dispose();
});

test("refuses images of other forms by name", async () => {
  const detector = smallDetector();
  const grey = tf.zeros<tf.Rank.R3>([8, 8, 1]);
  await expect(detect(detector, [grey])).rejects.toThrow("expected images [h, w, 3] of 0 to 255, got [8,8,1]");
  expect(() => createDetectionEvaluator(detector, { batchSize: 0 })).toThrow("batchSize");
  grey.dispose();
  detector.dispose();
});

test.each([
  ["float32", {}],
  ["bfloat16", { precision: "bfloat16" }],
  ["float32 with gradient checkpointing", { gradCheckpointing: true }],
] as const)("many steps in %s, with 300 boxes and with none, learn and leave no tensor behind", async (_, options) => {
  const { gradCheckpointing = false, ...stepOptions } = { gradCheckpointing: false, ...options };
  const detector = smallDetector({ numClasses: 1, gradCheckpointing });
  const size = { height: 64, width: 64 };
  const pyramid = detector.pyramid(size);
  const step = createTrainStep({
    model: detector,
    trainable: freezeDetector(detector, { stages: 1 }),
    objective: fcosObjective({ numClasses: 1, pyramid }),
    optimizer: sgd({ momentum: 0.9 }),
    clipGradient: 10,
    ...stepOptions,
  });
  const boxes = Array.from({ length: 300 }, (_, box) => {
    const [x, y] = [(box * 7) % 50, Math.floor((box * 7) / 50) % 40];
    return [x, y, x + 8 + (box % 5), y + 9 + (box % 3)];
  }).flat();
  const labels = new Int32Array(300);
  expect(detectionTargets(boxes, labels, pyramid).foreground).toBeGreaterThan(10);
  const images = tf.tidy(() => tf.randomUniform<tf.Rank.R4>([2, 64, 64, 3], 0, 1, "float32", 2));
  const none = { boxes: [], labels: [] };
  const batches = [targetsOf([{ boxes, labels }, none], pyramid), targetsOf([none, none], pyramid)];
  const losses: number[] = [];
  let held = 0;
  for (let count = 0; count < 24; count++) {
    const targets = batches[count % 2] ?? tf.scalar(0);
    const { loss, parts = {}, gradientNorm } = await step.run(images, targets, 0.01);
    expect(Object.values({ loss, gradientNorm, ...parts }).every(Number.isFinite)).toBe(true);
    if (count === 3) held = tf.memory().numTensors;
    if (count % 2 === 0) losses.push(loss);
  }
  expect(tf.memory().numTensors).toBe(held);
  expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
  step.dispose();
  tf.dispose([images, ...batches]);
  detector.dispose();
});
