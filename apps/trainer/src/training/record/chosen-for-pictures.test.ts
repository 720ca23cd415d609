import { expect, test } from "vitest";
import { chosenForPictures } from "./chosen-for-pictures.ts";

const prediction = (index: number, label: number, first: number) => ({
  index,
  label,
  probabilities: Float32Array.of(first, 1 - first),
  loss: -Math.log(label === 0 ? first : 1 - first),
});
const chosen = (...of: Parameters<typeof chosenForPictures>) => chosenForPictures(...of).map(({ index }) => index);

test("the worst mistakes and the least certain answers come first, then every cell in turns", () => {
  const right = Array.from({ length: 100 }, (_, index) => prediction(index, 0, 0.99 - index / 1000));
  const wrong = [prediction(100, 1, 0.95), prediction(101, 0, 0.1)];
  const images = chosen([...right, ...wrong], 30);
  expect(images.slice(0, 2).sort()).toEqual([100, 101]);
  // The least certain of the right ones are those with the lowest probability.
  expect(images.slice(2, 5)).toEqual([99, 98, 97]);
  expect(new Set(images).size).toBe(30);
});

test("of few images each is chosen, once", () => {
  const few = [prediction(0, 0, 0.9), prediction(1, 1, 0.9), prediction(2, 1, 0.2)];
  expect(chosen(few).sort()).toEqual([0, 1, 2]);
});

test("where an image has several classes, an answer that is one of them is right", () => {
  const both = { ...prediction(0, 0, 0.9), labels: [0, 1] };
  const none = { ...prediction(1, -1, 0.9), labels: [] };
  expect(chosen([both, none])[0]).toBe(1);
});
