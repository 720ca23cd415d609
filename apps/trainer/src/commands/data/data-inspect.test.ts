import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import { syntheticData } from "@tresnet/data";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tresnet } from "../../../test/run-in-process.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-inspect-"));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (...parts: string[]) => path.join(folder, ...parts);

/**
 * Twelve photographs to train on and three for the test: one of them is in both, one is broken, one has tags in its
 * name.
 */
async function writePhotographs(): Promise<void> {
  const { train } = syntheticData({ classes: 2, size: 40, counts: [14, 1, 1] });
  for (let index = 0; index < train.length; index++) {
    const source = train.source(index);
    if (source.kind !== "pixels") throw new Error("expected synthetic images to be pixels");
    const { data, width, height, channels } = source;
    const name = train.label(index) === 0 ? "red & round" : "orange";
    const file = at("photos", index < 12 ? "train" : "test", name, index === 3 ? "<b>3.png" : `${index}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    await sharp(data, { raw: { width, height, channels } }).png().toFile(file);
  }
  await writeFile(at("photos", "test", "orange", "copy.png"), await readFile(at("photos", "train", "orange", "1.png")));
  await writeFile(at("photos", "train", "orange", "broken.png"), "no image");
}

const inspect = (...args: string[]) =>
  tresnet("data", "inspect", `folder:${at("photos")}`, "--val-split", "0", "--output", at("page.html"), ...args);

describe("tresnet data inspect", () => {
  test("prints counts, sizes, broken files, duplicates and warnings", async () => {
    await writePhotographs();
    const { code, stdout } = await inspect();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^.*photos.train: 2 classes, one per image$/m);
    expect(stdout).toMatch(/^train +13 +40 \/ 40 \/ 40 +40 \/ 40 \/ 40 +1\.00 \/ 1\.00 \/ 1\.00$/m);
    expect(stdout).toMatch(/^orange +7 +2$/m);
    expect(stdout).toMatch(/^broken: 1\n {2}.*broken\.png: a text; download the picture again$/m);
    expect(stdout).toMatch(/^exact duplicates: 2 images in 1 group, 1 across parts$/m);
    expect(stdout).toMatch(
      /^near duplicates: none \(hashes at most \d+ of 64 bits apart, correlation at least [\d.]+\)$/m,
    );
    expect(stdout).toMatch(
      /^warning: the same file is in two parts, once, such as .*1\.png \(train\) and .*copy\.png \(test\)/m,
    );
  });

  test("looks at what a training with the same --classes and --train-per-class would see", async () => {
    const some = ["--classes", "plain lime,plain red", "--train-per-class", "3", "--output", at("page.html"), "--json"];
    const { code, stdout, stderr } = await tresnet("data", "inspect", "synthetic", ...some);
    expect(code, stderr).toBe(0);
    const { parts } = JSON.parse(stdout) as { parts: { part: string; images: number }[] };
    expect(parts.map(({ part, images }) => [part, images])).toEqual([
      ["train", 6],
      ["val", 64],
      ["test", 64],
    ]);
  });

  test("writes a page with a contact sheet that needs nothing else", async () => {
    await writePhotographs();
    await inspect("--samples", "2");
    const page = await readFile(at("page.html"), "utf8");
    // Two of each class and part, and the two duplicates.
    expect(page.match(/src="data:image\/webp;base64,[\w+/]+=*"/g)).toHaveLength(2 * 2 + 1 + 2 + 2);
    expect(page).toContain("red &#38; round");
    expect(page).toContain("broken.png (train): a text; download the picture again");
    expect(page).not.toMatch(/https?:\/\/|<b>3/);
  });

  test("gives everything as one line of JSON", async () => {
    await writePhotographs();
    const { stdout } = await inspect("--json");
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({
      classNames: ["orange", "red & round"],
      multiLabel: false,
      parts: [
        { part: "train", images: 13, classCounts: [7, 6] },
        { part: "test", images: 3, classCounts: [2, 1] },
      ],
      broken: [{ part: "train", id: at("photos", "train", "orange", "broken.png") }],
      exactDuplicates: [{ acrossParts: true, differentClasses: false, images: [{ part: "train" }, { part: "test" }] }],
      nearDuplicates: [],
      output: at("page.html"),
    });
  });

  test("shows the parts that training would see", async () => {
    const parts = async (...args: string[]) => {
      const { stdout } = await tresnet("data", "inspect", "synthetic", "--output", at("page.html"), "--json", ...args);
      return JSON.parse(stdout).parts.map((part: { part: string; images: number }) => [part.part, part.images]);
    };
    expect(await parts("--samples", "0")).toEqual([
      ["train", 512],
      ["val", 128],
      ["test", 128],
    ]);
  });

  test("counts every class of multi-label data", async () => {
    await writePhotographs();
    await writeFile(
      at("tags.csv"),
      "image,labels\nphotos/train/orange/1.png,a|b\nphotos/train/orange/5.png,b\nphotos/train/orange/7.png,\n",
    );
    const { stdout } = await tresnet("data", "inspect", `csv:${at("tags.csv")}`, "--output", at("page.html"));
    expect(stdout).toMatch(/2 classes, any number of them per image/);
    expect(stdout).toMatch(/^part +images +without class/m);
  });

  test("stops at the first Ctrl-C, writes nothing and leaves no listener", async () => {
    await writePhotographs();
    const before = process.listeners("SIGINT");
    const running = inspect();
    const ours = () => process.listeners("SIGINT").find((listener) => !before.includes(listener));
    while (!ours()) await breathe();
    ours()?.("SIGINT");
    expect(await running).toMatchObject({
      code: 130,
      stderr: expect.stringContaining("Stopped. Nothing was written."),
    });
    expect(existsSync(at("page.html"))).toBe(false);
    expect(process.listeners("SIGINT")).toEqual(before);
  });

  test("needs data that there is, and says so with the right exit code", async () => {
    expect(await tresnet("data", "inspect")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("expected data, got none"),
    });
    expect(await tresnet("data", "inspect", "foldr:x")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("folder"),
    });
    expect(await tresnet("data", "inspect", `folder:${at("gone")}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("gone: expected a folder"),
    });
    expect(await tresnet("data", "inspect", "synthetic", "--workers", "0")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--workers"),
    });
    expect(await tresnet("data")).toMatchObject({ code: 2 });
  });
});
