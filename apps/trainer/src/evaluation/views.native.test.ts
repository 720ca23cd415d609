import * as tf from "@tensorflow/tfjs-core";
import { evalTransform } from "@tresnet/data";
import { expect, test } from "vitest";
import { viewsOf } from "./views.ts";

const transform = evalTransform({ size: 2, mode: "center", cropPct: 0.5, mean: [0, 0, 0], std: [1, 1, 1] });

/** The views of an image of consecutive numbers, as lists of numbers. */
function viewsOfNumbers(name: Parameters<typeof viewsOf>[0], side: number, using = transform): number[][] {
  return tf.tidy(() => {
    const image = tf.reshape(tf.range(0, side * side), [1, side, side, 1]) as tf.Tensor4D;
    return viewsOf(name, using)
      .of(image)
      .map((view) => [...view.dataSync()]);
  });
}

test("flip adds the mirror image", () => {
  expect(viewsOf("flip", transform).transform).toBe(transform);
  expect(viewsOfNumbers("flip", 2)).toEqual([
    [0, 1, 2, 3],
    [1, 0, 3, 2],
  ]);
  expect(viewsOfNumbers("none", 2)).toEqual([[0, 1, 2, 3]]);
});

test("flips add the image left to right, upside down, and both", () => {
  expect(viewsOfNumbers("flips", 2)).toEqual([
    [0, 1, 2, 3],
    [1, 0, 3, 2],
    [2, 3, 0, 1],
    [3, 2, 1, 0],
  ]);
});

test("crops are the center and the corners of what the center crop was cut from", () => {
  expect(viewsOf("crops", transform).transform).toMatchObject({ size: 4, cropPct: 1 });
  expect(viewsOfNumbers("crops", 4)).toEqual([
    [5, 6, 9, 10],
    [0, 1, 4, 5],
    [2, 3, 6, 7],
    [8, 9, 12, 13],
    [10, 11, 14, 15],
  ]);
});

test("both together are ten views", () => {
  const views = viewsOfNumbers("flip,crops", 4);
  expect(views).toHaveLength(10);
  expect(views[5]).toEqual([6, 5, 10, 9]);
  expect(viewsOfNumbers("flips,crops", 4)).toHaveLength(20);
});

test("an image that is not cropped is enlarged first", () => {
  const squished = evalTransform({ size: 28, mode: "squish", cropPct: 1, mean: [0, 0, 0], std: [1, 1, 1] });
  expect(viewsOf("crops", squished).transform).toMatchObject({ size: 32, mode: "squish" });
  expect(viewsOf("crops", { ...squished, mode: "center" }).transform).toMatchObject({ size: 32, cropPct: 1 });
});
