import { decodeDetections, type Pyramid, splitAnswers } from "@tresnet/boxes";
import { noise } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import type { ImagePixels } from "../image-pixels.ts";
import type { ModelInput } from "../runtimes/raw-model.ts";
import { detectorOf } from "./detector.ts";
import { type DetectorDescription, readDetectorDescription } from "./detector-description.ts";

const pyramid: Pyramid = {
  image: { height: 32, width: 32 },
  levels: [
    { height: 4, width: 4, stride: 8 },
    { height: 2, width: 2, stride: 16 },
  ],
  points: "centers",
};
const limits = { scoreThreshold: 0.2, iouThreshold: 0.6, perImage: 100, perLevel: 1000 };
const given = {
  format: "tresnet-1",
  task: "detect",
  classes: ["ant", "bee"],
  preprocessing: { fit: "letterbox", mean: [0.4, 0.5, 0.6], std: [0.2, 0.25, 0.3] },
  pyramid,
  limits,
};
const description = readDetectorDescription(given);
const picture: ImagePixels = {
  data: Uint8Array.from(noise(60 * 40 * 3, 3, 0, 255.9)),
  width: 60,
  height: 40,
  channels: 3,
};

/** Answers that are noise, the same for every image, and what was asked. */
function answering(changes: Partial<DetectorDescription> = {}) {
  const answers = noise(20 * 7, 5, -1, 3);
  const asked: ModelInput[] = [];
  const run = async (input: ModelInput) => {
    asked.push(input);
    return new Map([["answers", answers]]);
  };
  const model = { run, dispose: () => undefined };
  return {
    asked,
    answers,
    detector: detectorOf({ ...description, ...changes }, model, async (image: ImagePixels) => image),
  };
}

describe("detect", () => {
  test("gives the boxes of decodeDetections, in pixels of the image, with names", async () => {
    const { detector, answers, asked } = answering();
    const found = await detector.detect(picture, { scoreThreshold: 0.4, perImage: 3 });
    const placement = { imageSize: { width: 32, height: 21 }, originalSize: { width: 60, height: 40 } };
    const options = { ...limits, scoreThreshold: 0.4, perImage: 3, ...placement };
    const { boxes, scores, labels } = decodeDetections(splitAnswers(answers, 2), pyramid, options);
    expect(found.length).toBe(3);
    expect(found.flatMap(({ box }) => box)).toEqual([...boxes]);
    expect(found.map(({ score }) => score)).toEqual([...scores]);
    expect(found.map(({ name }) => name)).toEqual(Array.from(labels, (label) => given.classes[label]));
    expect(asked.map(({ values, sizes }) => [values.length, sizes])).toEqual([[32 * 32 * 3, undefined]]);
  });

  test("a lower score adds what is less sure, and takes nothing away", async () => {
    const { detector } = answering();
    const few = await detector.detect(picture, { scoreThreshold: 0.7 });
    const many = await detector.detect(picture, { scoreThreshold: 0.05 });
    expect(many.length).toBeGreaterThan(few.length);
    expect(many.filter(({ score }) => score > 0.7)).toEqual(few);
  });

  test("looks at tiles one by one, tells of each, and puts their boxes where the tiles lie", async () => {
    const { detector, asked } = answering({
      preprocessing: { ...description.preprocessing, tile: { size: 32, overlap: 0.25 } },
    });
    const told: string[] = [];
    const found = await detector.detect(picture, { onProgress: (done, total) => void told.push(`${done}/${total}`) });
    expect(told.at(-1)).toBe(`${asked.length}/${asked.length}`);
    expect(asked.length).toBe(6);
    expect(Math.max(...found.map(({ box }) => box[2]))).toBeGreaterThan(40);
    await detector.detect(picture, { tile: false });
    expect(asked.length).toBe(7);
  });

  test("of a file that decodes by itself takes its boxes, and refuses what it was not exported for", async () => {
    const outputs = new Map([
      ["boxes", Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
      ["scores", Float32Array.of(0.9, 0.4)],
      ["labels", Float32Array.of(1, 0)],
    ]);
    const { pyramid: _, ...fixed } = description;
    const model = { run: async () => outputs, dispose: () => undefined };
    const detector = detectorOf(fixed, model, async (image: ImagePixels) => image);
    expect(await detector.detect(picture)).toMatchObject([{ name: "bee", box: [1, 2, 3, 4] }, { name: "ant" }]);
    expect(await detector.detect(picture, { scoreThreshold: 0.5 })).toHaveLength(1);
    expect(await detector.detect(picture, { perImage: 1 })).toHaveLength(1);
    for (const wanted of [{ scoreThreshold: 0.1 }, { iouThreshold: 0.5 }, { perImage: 101 }]) {
      await expect(detector.detect(picture, wanted)).rejects.toThrow("which the ONNX file was exported for");
    }
    await expect(detector.detect(picture, { scoreThreshold: 2 })).rejects.toThrow("a number from 0 to 1");
  });
});

describe("readDetectorDescription", () => {
  test.each([
    [{ ...given, classes: [] }, "a list as classes"],
    [{ ...given, limits: { ...limits, scoreThreshold: "x" } }, "as scoreThreshold"],
    [{ ...given, pyramid: { ...pyramid, levels: [] } }, "a list as levels"],
    [{ ...given, pyramid: undefined }, "an object as size"],
    [{ ...given, preprocessing: { ...given.preprocessing, fit: "crop" } }, "one of letterbox, squish as fit"],
  ])("names what is wrong: %#", (value, message) => {
    expect(() => readDetectorDescription(value)).toThrow(message);
  });
});
