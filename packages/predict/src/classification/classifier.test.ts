import { BatchLoader } from "@tresnet/data";
import { type CropMode, type Interpolation, interpolations } from "@tresnet/preparation";
import { noise } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import type { ImagePixels } from "../image-pixels.ts";
import { classifierOf } from "./classifier.ts";
import type { Description } from "./description.ts";
import { prepareImage } from "./prepare-image.ts";

const description: Description = {
  task: "single-label",
  classes: ["ant", "bee", "cat"],
  preprocessing: {
    imgSize: 8,
    cropMode: "center",
    cropPct: 0.8,
    interpolation: "bicubic",
    mean: [0.4, 0.5, 0.6],
    std: [0.2, 0.25, 0.3],
  },
};

function picture(width: number, height: number, channels: 1 | 3 = 3): ImagePixels {
  return { data: Uint8Array.from(noise(width * height * channels, 3, 0, 255.9)), width, height, channels };
}

/** A classifier whose model always answers so. */
function answering(logits: readonly number[], changes: Partial<Description> = {}) {
  const runtime = { run: async () => Float32Array.from(logits), dispose: () => undefined };
  return classifierOf({ ...description, ...changes }, runtime, async (image: ImagePixels) => image);
}

describe("classify", () => {
  test("names the most probable classes, by softmax", async () => {
    const answers = await answering([0, Math.log(6), Math.log(3)]).classify(picture(9, 7), { topk: 2 });
    expect(answers.map(({ name, index }) => [name, index])).toEqual([
      ["bee", 1],
      ["cat", 2],
    ]);
    expect(answers[0]?.probability).toBeCloseTo(0.6, 6);
    expect(answers[1]?.probability).toBeCloseTo(0.3, 6);
  });

  test("gives each class its own probability where an image has several, the earlier first of equal ones", async () => {
    const answers = await answering([0, Math.log(3), 0], { task: "multi-label" }).classify(picture(9, 7));
    expect(answers.map(({ name }) => name)).toEqual(["bee", "ant", "cat"]);
    expect(answers.map(({ probability }) => probability)).toEqual([expect.closeTo(0.75, 6), 0.5, 0.5]);
  });

  test("is not misled by great logits, and refuses a topk that is none", async () => {
    const [first] = await answering([1000, 0, -1000]).classify(picture(3, 3));
    expect(first?.probability).toBe(1);
    await expect(answering([1, 2, 3]).classify(picture(3, 3), { topk: 0 })).rejects.toThrow("got 0. Correct it");
  });
});

describe("prepareImage", () => {
  const { mean, std, cropPct } = description.preprocessing;
  test.each([
    [picture(17, 11), "center"],
    [picture(11, 29, 1), "center"],
    [picture(5, 31), "border"],
    [picture(13, 9), "squish"],
    [picture(13, 9, 1), "squash"],
  ] as const)("gives what the training's loader gives: picture %#", (image, cropMode) =>
    expectLoaders(image, cropMode, "bicubic"),
  );

  test.each(interpolations)("gives what the training's loader gives, resized by %s", (interpolation) =>
    expectLoaders(picture(17, 11), "center", interpolation),
  );

  async function expectLoaders(image: ImagePixels, cropMode: CropMode, interpolation: Interpolation) {
    const prepared = prepareImage(image, { ...description.preprocessing, cropMode, interpolation });
    const source = { kind: "pixels", ...image } as const;
    const dataset = { name: "one", length: 1, classNames: ["a"], label: () => 0, id: () => "it", source: () => source };
    const transform = { kind: "eval", size: 8, mode: cropMode, cropPct, interpolation, mean, std } as const;
    const loader = new BatchLoader(dataset, { batchSize: 1, workers: 0, cache: false, transform });
    for await (const { images } of loader.epoch(0)) expect([...prepared]).toEqual([...images]);
    await loader.close();
  }
});
