import { describe, expect, test } from "vitest";
import { datasetSamples } from "../../../test/dataset-samples.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import type { Dataset, DatasetSplits } from "../../dataset/dataset.ts";
import { DataError } from "../../errors.ts";
import { openDataset } from "../open-dataset.ts";
import { crownEntry } from "./tree-crowns.ts";

async function opened(options: Parameters<typeof openDataset>[1] = {}): Promise<DatasetSplits> {
  const location = await datasetSamples["tree-crowns"]?.();
  return openDataset(`tree-crowns:${location}`, { boxes: {}, ...options });
}

/** The windows of a part, photograph by photograph. */
function windowsOf(part: Dataset | undefined): { path: string; x: number; y: number; width: number; height: number }[] {
  return Array.from({ length: part?.length ?? 0 }, (_, index) => {
    const source = part?.source(index);
    if (source?.kind !== "window") throw new Error("no window");
    return { path: source.path, ...source.window };
  });
}

describe.each(["tiles", "photographs"] as const)("split by %s", (splitBy) => {
  test("tiles of no two parts have a pixel in common, and all are used", async () => {
    const { train, val, test: tested } = await opened({ splitBy, seed: 2 });
    const all = [train, val, tested].flatMap(windowsOf);
    expect(all.reduce((sum, { width, height }) => sum + width * height, 0)).toBe(500 * 500 + 400 * 400);
    for (const [at, a] of all.entries())
      for (const b of all.slice(at + 1)) {
        if (a.path !== b.path) continue;
        const isApart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(isApart).toBe(true);
      }
  });

  test("depends on the seed alone", async () => {
    const ids = async (seed: number) => windowsOf((await opened({ splitBy, seed })).train).map(({ x, y }) => [x, y]);
    expect(await ids(1)).toEqual(await ids(1));
    expect(await ids(1)).not.toEqual(await ids(2));
  });
});

test("by photographs the test is the one that nothing is learnt from", async () => {
  const { train, val, test: tested } = await opened({ splitBy: "photographs" });
  const names = (part: Dataset | undefined) => new Set(windowsOf(part).map(({ path }) => path));
  expect(names(tested).size).toBe(1);
  expect([...names(tested)].some((name) => names(train).has(name) || names(val).has(name))).toBe(false);
  expect(train.classNames).toEqual(["tree"]);
  expect(train.credit).toContain("DeepForest");
});

test("of the wheel the two photographs, their XML files and the licence are kept", () => {
  const kept = (name: string) => crownEntry(name);
  expect(kept("deepforest/data/2019_YELL_2_541000_4977000_image_crop.xml")).toBe(
    "2019_YELL_2_541000_4977000_image_crop.xml",
  );
  expect(kept("deepforest-2.1.0.dist-info/licenses/LICENSE")).toBe("LICENSE");
  for (const name of [
    "deepforest/data/OSBS_029.png",
    "deepforest/main.py",
    "../x.png",
    "deepforest/data/../2019_YELL_a.png",
  ])
    expect(kept(name)).toBeUndefined();
});

test("another folder is refused", async () => {
  const folder = await temporaryFolder();
  await expect(openDataset(`tree-crowns:${folder}`, { boxes: {} })).rejects.toThrow(DataError);
});
