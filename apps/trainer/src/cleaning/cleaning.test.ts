import { describe, expect, test } from "vitest";
import { type Findings, suggestedCorrections } from "./cleaned-image.ts";
import { correctedCsv } from "./corrected-csv.ts";
import { correctionsPage } from "./corrections-page.ts";
import { foldsOf } from "./folds.ts";

const image = (part: "train" | "val" | "test", id: string, label: number) => ({ part, index: 0, id, label });
const findings: Findings = {
  classNames: ["cat", "a,b"],
  images: [
    image("train", "/p/0.jpg", 0),
    image("train", "/p/1.jpg", 1),
    image("val", "/p/2.jpg", 0),
    image("test", '/p/"3".jpg', 1),
    image("train", "/p/</script>.jpg", 0),
  ],
  errors: [{ image: 0, predicted: 1, probability: 0.9, quality: 0.1 }],
  duplicates: [[1, 2, 3]],
};

describe("suggestedCorrections", () => {
  test("relabels errors, and keeps of look-alikes those of the part that decides most", () => {
    expect([...suggestedCorrections(findings)]).toEqual([
      [0, { kind: "relabel", to: 1 }],
      [1, { kind: "drop" }],
      [2, { kind: "drop" }],
    ]);
  });
});

describe("correctedCsv", () => {
  test("has a row for each image that stays, with its class and part", () => {
    const text = correctedCsv(findings, suggestedCorrections(findings));
    expect(text.split("\r\n")).toEqual([
      "file,class,split",
      '/p/0.jpg,"a,b",train',
      '"/p/""3"".jpg","a,b",test',
      "/p/</script>.jpg,cat,train",
      "",
    ]);
  });

  test("leaves names as they are that a spreadsheet would take for a formula", () => {
    expect(correctedCsv({ classNames: ["-x"], images: [image("train", "=1.jpg", 0)] }, new Map())).toContain(
      "=1.jpg,-x,train",
    );
  });
});

describe("correctionsPage", () => {
  const page = correctionsPage(findings, {
    name: "pets",
    how: "how",
    pictures: new Map([0, 1, 2, 3].map((one) => [one, "data:image/webp;base64,AAAA"])),
    hasFiles: true,
  });

  test("shows each finding with its suggestion taken", () => {
    expect(page.match(/<figure/g)).toHaveLength(4);
    expect(page).toContain('name="do-0" value="relabel" checked');
    expect(page).toContain('name="do-1" value="drop" checked');
    expect(page).toContain('name="do-3" value="keep" checked');
    expect(page).toContain("rather a,b (90%)");
  });

  test("no name ends the page's data early", () => {
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).toContain("/p/\\u003c/script>.jpg");
  });
});

describe("foldsOf", () => {
  const labels = Array.from({ length: 40 }, (_, n) => (n < 30 ? 0 : 1));

  test("deals every class out evenly, the same for a seed", () => {
    const fold = foldsOf(labels, { folds: 5, seed: 1 });
    for (let part = 0; part < 5; part++) {
      const members = labels.filter((_, n) => fold[n] === part);
      expect([members.length, members.filter((label) => label === 1).length]).toEqual([8, 2]);
    }
    expect(foldsOf(labels, { folds: 5, seed: 1 })).toEqual(fold);
    expect(foldsOf(labels, { folds: 5, seed: 2 })).not.toEqual(fold);
  });

  test("keeps copies together", () => {
    const fold = foldsOf(labels, { folds: 5, seed: 1, together: [[3, 17, 35]] });
    expect(new Set([fold[3], fold[17], fold[35]]).size).toBe(1);
  });
});
