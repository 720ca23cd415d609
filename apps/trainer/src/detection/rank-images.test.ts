import { expect, test } from "vitest";
import type { Box } from "./found-objects.ts";
import { rankImages } from "./rank-images.ts";

const box: Box = [0, 0, 10, 10];
const found = (label: number, score = 0.9) => ({ box, label, score });
const known = (label: number) => ({ box, label, area: 100, isCrowd: false });

test("ranks images by how right they are, without those that show nothing", () => {
  const images = [
    { file: "wrong class", found: [found(1)], known: [known(0)] },
    { file: "nothing", found: [found(0, 0.1)], known: [] },
    { file: "right", found: [found(0)], known: [known(0)] },
    { file: "missed two", found: [], known: [known(0), known(1)] },
    { file: "not there", found: [found(0)], known: [] },
  ];
  const ranked = rankImages(images, 0.5).map(({ index, f1 }) => [images[index]?.file, f1]);
  expect(ranked[0]).toEqual(["right", 1]);
  expect(ranked.at(-1)).toEqual(["missed two", 0]);
  expect(ranked.map(([file]) => file)).not.toContain("nothing");
});
