import { type Dataset, imageFiles } from "@tresnet/data";
import { describe, expect, test } from "vitest";
import { recordedJob } from "../../../test/recorded-job.ts";
import { UsageError } from "../../errors.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import { knownImages } from "./known-images.ts";

const model = {
  model: "tresnet_s",
  imgSize: 8,
  cropMode: "center",
  cropPct: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
} as const;
const checkpoint = (classNames: string[], extra: Partial<Checkpoint> = {}): Checkpoint => ({
  file: "w.pth",
  info: {
    kind: "weights",
    model: { ...model, mean: [0, 0, 0], std: [1, 1, 1], classNames, numClasses: classNames.length },
  },
  ...extra,
});
const photos = (classNames: string[], ...classes: string[]): Dataset =>
  imageFiles(
    "photos",
    classNames,
    classes.map((name, index) => ({ path: `${index}.png`, label: classNames.indexOf(name) })),
  );
const answered = ({ classNames, length, label }: Dataset) =>
  Array.from({ length }, (_, index) => classNames[label(index)]);
function applied(to: Checkpoint, data: Dataset) {
  const job = recordedJob();
  const known = knownImages(job, to, data);
  return { lines: job.notices(), known };
}

describe("classes that the model knows", () => {
  test("the same ones are left as they are", () => {
    const data = photos(["cat", "dog"], "dog", "cat");
    expect(applied(checkpoint(["cat", "dog"]), data)).toMatchObject({ known: data, lines: [] });
    expect(applied(checkpoint(["tabby", "pug"], { classIds: ["cat", "dog"] }), data).known).toBe(data);
  });

  test("of another order, or some of them, are numbered as the model does", () => {
    const data = photos(["dog", "bird"], "bird", "dog", "bird");
    const { known, lines } = applied(checkpoint(["bird", "cat", "dog"]), data);
    expect([known.classNames, answered(known), known.label(1)]).toEqual([
      ["bird", "cat", "dog"],
      ["bird", "dog", "bird"],
      2,
    ]);
    expect(lines).toEqual(["classes: photos has 2 of the 3 that the model knows"]);
    expect(applied(checkpoint(["bird", "dog"]), data).lines).toEqual([]);
  });

  test("WordNet's numbers stand for the words", () => {
    const data = photos(["n2", "n1"], "n1", "n2");
    const { known } = applied(checkpoint(["tench", "goldfish", "shark"], { classIds: ["n0", "n1", "n2"] }), data);
    expect([known.classNames, answered(known)]).toEqual([
      ["n0", "n1", "n2"],
      ["n1", "n2"],
    ]);
  });

  test("images of others are left out, whatever the order", () => {
    const { known, lines } = applied(checkpoint(["dog", "cat"]), photos(["cat", "cow", "dog"], "cow", "cat", "dog"));
    expect([answered(known), known.label(0)]).toEqual([["cat", "dog"], 1]);
    expect(lines).toEqual(["classes: the 2 that the model knows of the 3 of photos; 1 images of others are left out"]);
  });

  test("of several on an image each is numbered anew", () => {
    const data = { ...photos(["dog", "bird"], "dog"), labels: () => [0, 1] };
    const { known } = applied(checkpoint(["bird", "cat", "dog"]), data);
    expect(known.labels?.(0)).toEqual([0, 2]);
  });

  test("of several on an image those that the model does not know are dropped, and the image stays", () => {
    const labels = [[0, 1], [2], [1]];
    const data = {
      ...photos(["dog", "bird", "cow"], "dog", "cow", "bird"),
      labels: (index: number) => labels[index] ?? [],
    };
    const { known, lines } = applied(checkpoint(["bird", "dog"]), data);
    expect([known.length, [0, 1, 2].map((index) => known.labels?.(index))]).toEqual([3, [[0, 1], [], [0]]]);
    expect(lines).toEqual([
      "classes: the 2 that the model knows of the 3 of photos; an image that has only others stays, with none",
    ]);
    expect(() => applied(checkpoint(["dog", "fish"]), data)).toThrow(UsageError);
  });

  test("names are compared in NFC and without blanks at their ends", () => {
    const data = photos(["Ka\u0308fer", "cat "], "cat ", "Ka\u0308fer");
    const { known } = applied(checkpoint(["cat", "K\u00e4fer"]), data);
    expect(answered(known)).toEqual(["cat", "K\u00e4fer"]);
  });

  test("of weights without names are refused with the way to name them", () => {
    const nameless = checkpoint(["class 0", "class 1"], { isNameless: true });
    expect(() => applied(nameless, photos(["a", "b", "c"], "a"))).toThrow(
      /was trained on class 0, class 1.*--class-order FILE/,
    );
  });

  test("others are refused", () => {
    expect(() => applied(checkpoint(["cat", "dog"]), photos(["cat", "cow"], "cow"))).toThrow(
      /^photos has the classes cat, cow, but w\.pth was trained on cat, dog\./,
    );
  });
});
