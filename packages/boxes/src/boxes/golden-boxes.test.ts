/** torchvision's own suppression and losses. */
import { fixturePath, goldenCases, readGolden, readGoldenJson, relativeError } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { generalizedBoxIou, suppressBoxes } from "../index.ts";

interface GoldenCase {
  readonly case: string;
  readonly boxes: readonly (readonly number[])[];
  readonly scores: readonly number[];
  readonly labels: readonly number[];
  readonly threshold: number;
  readonly keep: readonly number[];
}

const read = () => readGoldenJson<readonly GoldenCase[]>("detection", "nms.json");
const standIn: GoldenCase = { case: "no golden files", boxes: [], scores: [], labels: [], threshold: 0, keep: [] };
const cases = (await goldenCases(read, standIn)).map(({ case: name }, index) => [name, index] as const);

test.each(cases)("suppression: %s", (_, index) => {
  const { boxes, scores, labels, threshold, keep } = read()[index] ?? standIn;
  expect([...suppressBoxes({ boxes: boxes.flat(), scores, labels }, threshold)]).toEqual(keep);
});

test("1 − generalized IoU is the golden loss", async () => {
  const golden = await readGolden(fixturePath("detection", "losses.safetensors"));
  const get = (name: string) => golden.get(`giou.${name}`).values;
  const loss = Array.from(get("loss"), (_, row) => {
    const box = (name: string) => get(name).subarray(4 * row, 4 * row + 4);
    return 1 - Number(generalizedBoxIou(box("pred"), box("target"))[0]);
  });
  expect(relativeError(loss, get("loss"))).toBeLessThan(1e-6); // float32 of float64, and an eps of 1e-7 in theirs
});
