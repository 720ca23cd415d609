import { expect, test } from "vitest";
import { scorePredictions } from "../evaluation/scores/score-predictions.ts";
import { confusionList, confusionTable, mostClasses } from "./confusion-table.ts";

/** Every image of class k is taken for class k + 1. */
function allWrong(classes: number) {
  const predictions = Array.from({ length: classes }, (_, label) => {
    const probabilities = new Float32Array(classes);
    probabilities[(label + 1) % classes] = 1;
    return { index: label, label, probabilities, loss: 1 };
  });
  return scorePredictions(
    predictions,
    predictions.map(({ label }) => `class ${label}`),
  );
}

test("is a table of up to so many classes, and a page's worth of words above", () => {
  expect(confusionTable(allWrong(mostClasses)).source).toContain("<table");
  const many = confusionTable(allWrong(mostClasses + 1)).source;
  expect(many).not.toContain("<table");
  expect(many).toContain("201 classes are too many for a table");
  expect(confusionList(allWrong(mostClasses + 1))?.source).toContain("class 0 → class 1 (1)");
});
