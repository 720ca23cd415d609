import { html } from "@tresnet/charts";
import { expect, test } from "vitest";
import type { Box } from "../../detection/found-objects.ts";
import { rankImages } from "../../detection/rank-images.ts";
import { scoreDetections } from "../../detection/score-detections.ts";
import { detectionSections } from "./detection-sections.ts";

const box = (x: number): Box => [x, 10, x + 40, 60];
const found = (x: number, label: number, score: number) => ({ box: box(x), label, score });
const known = (x: number, label: number) => ({ box: box(x), label, area: 2000, isCrowd: false });
const size = { width: 300, height: 200 };
const images = [
  { file: "a/good.jpg", size, found: [found(10, 0, 0.9)], known: [known(11, 0)] },
  { file: "a/bad.jpg", size, found: [found(10, 1, 0.8), found(200, 0, 0.7)], known: [known(10, 0), known(100, 1)] },
  { file: "a/empty.jpg", size, found: [], known: [] },
];

function sections(): string {
  const classNames = ["oak", "<elm>"];
  const evaluation = scoreDetections(images, classNames);
  const ranked = rankImages(images, evaluation.best.score);
  const shown = ranked.map((one) => ({
    ...one,
    picture: "data:image/webp;base64,AAAA",
    size,
    id: images[one.index]?.file ?? "",
  }));
  const section = detectionSections(evaluation, "test images", {
    best: shown.slice(0, 1),
    worst: shown.slice(1),
  });
  return html`${section}`.source;
}

test("shows classes, curves, confusions with the background, and pictures with their boxes", () => {
  const page = sections();
  for (const words of ["oak: AP50", "confusion", "background", "Worst images", "Best images", "3 test images"]) {
    expect(page).toContain(words);
  }
  expect(page).toContain("good.jpg");
  expect(page).toContain('viewBox="0 0 300 200"');
  expect(page).not.toContain("empty.jpg");
});

test("names of classes are text", () => {
  const page = sections();
  expect(page).not.toContain("<elm>");
  expect(page).toContain("&#60;elm&#62;");
});

test("colours tell what is right, of another class, not there, and missed", () => {
  const [best = "", worst = ""] = sections().split("Best images").reverse();
  expect(best.match(/stroke="#4ade80"/g)).toHaveLength(1);
  // At the best score of these images, 0.9, the worst one's are not believed: both objects are missed.
  expect(worst.match(/stroke-dasharray="[^"]*" ?\/?>?/g)?.length).toBeGreaterThanOrEqual(2);
});
