import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { writeDetections } from "./write-detections.ts";

const rows = [
  { file: "=a,b.jpg", found: [{ box: [1, 2, 3.12345, 40] as const, label: 1, score: 0.123456789 }] },
  { file: "none.jpg", found: [] },
];
const nameOf = (label: number) => ["oak", 'a "tree"'][label] ?? `class ${label}`;

async function written(name: string, given: Parameters<typeof writeDetections>[1]): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "detections-"));
  const file = path.join(folder, name);
  try {
    await writeDetections(file, given, nameOf);
    return await readFile(file, "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("CSV has a line for each object", async () => {
  expect(await written("a.CSV", rows)).toBe(
    `file,class,score,x1,y1,x2,y2\r\n"'=a,b.jpg","a ""tree""",0.123457,1,2,3.12,40\r\n`,
  );
});

test("JSON has an entry for each image, those without objects too", async () => {
  expect(JSON.parse(await written("a.json", rows))).toEqual([
    { file: "=a,b.jpg", objects: [{ class: 'a "tree"', score: 0.123457, box: [1, 2, 3.12, 40] }] },
    { file: "none.jpg", objects: [] },
  ]);
  expect(JSON.parse(await written("a.json", []))).toEqual([]);
});
