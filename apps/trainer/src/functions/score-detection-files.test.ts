import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { writeCocoResults } from "../detection/coco-results.ts";
import { readDetections } from "../detection/read-coco-files.ts";
import { scoreDetectionFiles } from "./score-detection-files.ts";

const truth = {
  images: [{ id: 4 }],
  categories: [{ id: 9, name: "tree" }],
  annotations: [{ id: 1, image_id: 4, category_id: 9, bbox: [10, 20, 30, 40] }],
};

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "score-files-"));
  return work(folder).finally(() => rm(folder, { recursive: true, force: true }));
}

test("what is written in COCO's results form is scored as it was found", () =>
  inFolder(async (folder) => {
    const [annotations, detections] = [path.join(folder, "gt.json"), path.join(folder, "dt.json")];
    await writeFile(annotations, JSON.stringify(truth));
    const found = [{ box: [10, 20, 40, 60] as const, label: 0, score: 0.5 }];
    await writeCocoResults(detections, [{ imageId: 4, found }], [9]);
    expect(await readDetections(detections)).toEqual([
      { image_id: 4, category_id: 9, bbox: [10, 20, 30, 40], score: 0.5 },
    ]);
    const { scores, perCategory, ...counts } = await scoreDetectionFiles({ annotations, detections });
    expect(counts).toMatchObject({ images: 1, objects: 1, found: 1 });
    expect(scores.AP).toBeCloseTo(1, 9);
    expect(perCategory.map(({ name }) => name)).toEqual(["tree"]);
    await writeCocoResults(detections, [{ imageId: 4, found: [] }], [9]);
    expect(JSON.parse(await readFile(detections, "utf8"))).toEqual([]);
    expect((await scoreDetectionFiles({ annotations, detections })).scores.AP).toBe(0);
  }));

test("names the file whose entry can't be scored", () =>
  inFolder(async (folder) => {
    const [annotations, detections] = [path.join(folder, "gt.json"), path.join(folder, "dt.json")];
    await writeFile(annotations, JSON.stringify(truth));
    await writeFile(detections, JSON.stringify([{ image_id: 5, category_id: 9, bbox: [0, 0, 1, 1], score: 1 }]));
    await expect(scoreDetectionFiles({ annotations, detections })).rejects.toThrow(
      /^--detections: .*dt\.json: detections\[0\]: expected the id of one of the images, got image_id 5/,
    );
    await writeFile(
      annotations,
      JSON.stringify({ ...truth, annotations: [{ image_id: 4, category_id: 1, bbox: [] }] }),
    );
    await expect(scoreDetectionFiles({ annotations, detections })).rejects.toThrow(
      /^--annotations: .*gt\.json: annotations\[0\]: expected the id of one of the categories/,
    );
  }));
