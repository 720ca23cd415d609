import { homedir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder, writeAt } from "../../test/temporary-folder.ts";
import { DataError } from "../errors.ts";
import { openDataset } from "./open-dataset.ts";

async function folderOf(...files: string[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const file of files) await writeAt(path.join(folder, file), "");
  return folder;
}

const hundred = Array.from({ length: 100 }, (_, i) => `${i % 2 ? "odd" : "even"}/${i}.png`);

describe("openDataset", () => {
  test("splits a folder without parts 80/10/10, or as it is told", async () => {
    const folder = await folderOf(...hundred);
    const lengths = async (options: Parameters<typeof openDataset>[1]) => {
      const { train, val, test: held } = await openDataset(`folder:${folder}`, options);
      return [train.length, val?.length, held?.length];
    };
    expect(await lengths({})).toEqual([80, 10, 10]);
    expect(await lengths({ fractions: [0.5, 0.5, 0] })).toEqual([50, 50, undefined]);
    await expect(lengths({ fractions: [0, 0.5, 0.5] })).rejects.toThrow(/the split leaves none/);
  });

  test("keeps a folder's own parts, and sets val apart only when asked", async () => {
    const folder = await folderOf(...hundred.map((file) => `train/${file}`), "test/odd/1.png");
    const whole = await openDataset(`folder:${folder}`);
    expect([whole.train.length, whole.val, whole.test?.length]).toEqual([100, undefined, 1]);
    const held = await openDataset(`folder:${folder}`, { holdOut: 0.2 });
    expect([held.train.length, held.val?.length, held.test?.length]).toEqual([80, 20, 1]);
    const both = await folderOf("train/a/1.png", "train/b/2.png", "val/a/3.png");
    expect((await openDataset(`folder:${both}`, { holdOut: 0.5 })).val?.length).toBe(1);
  });

  test("draws synthetic images from the seed", async () => {
    const {
      train,
      val,
      test: held,
    } = await openDataset("synthetic", { seed: 3, synthetic: { counts: [12, 6, 4], size: 8 } });
    expect([train.length, val?.length, held?.length]).toEqual([12, 6, 4]);
    const other = await openDataset("synthetic", { seed: 4, synthetic: { counts: [12, 6, 4], size: 8 } });
    expect(other.train.source(0)).not.toEqual(train.source(0));
  });

  test("fills in the home folder, which the shell does not", async () => {
    const missing = path.join(homedir(), "no-such-folder-of-tresnet");
    await expect(openDataset("folder:~/no-such-folder-of-tresnet")).rejects.toThrow(missing);
  });

  test.each(["imagenet", "", "folder", "folder:", "synthetic:4", "cifar"])(
    "refuses %j and says what there is",
    async (spec) => {
      const failure = openDataset(spec);
      await expect(failure).rejects.toThrow(DataError);
      await expect(failure).rejects.toThrow(/^openDataset: expected /);
    },
  );
});
