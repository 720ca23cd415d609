import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tresnet } from "../../../test/run-in-process.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-preview-"));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (...parts: string[]) => path.join(folder, ...parts);
const preview = (...args: string[]) => tresnet("data", "preview", ...args);

describe("tresnet data preview", () => {
  test("draws a row per image: itself, then what training sees", async () => {
    const output = at("sheet.png");
    const { code, stdout } = await preview("synthetic", "--count", "3", "--versions", "2", "--output", output);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^synthetic\/train\/\d+ +plain \w+ +plain \w+$/m);
    expect(stdout).toContain(`preview: ${output}`);
    // Pictures of 32 pixels four times as large, gaps of 4 and two lines of words.
    expect(await sharp(output).metadata()).toMatchObject({ format: "png", width: 400, height: 3 * 162 + 4 });
    const top = await sharp(output).extract({ left: 4, top: 4, width: 128, height: 128 }).raw().toBuffer();
    expect(new Set(top).size).toBeGreaterThan(20);
  });

  test("draws the same for the same seed, something else for another, a JPEG if asked", async () => {
    const drawn = async (name: string, ...args: string[]) => {
      expect((await preview("synthetic", "--count", "2", "--output", at(name), ...args)).code).toBe(0);
      return readFile(at(name));
    };
    const [one, same, other] = [await drawn("1.png"), await drawn("2.png"), await drawn("3.png", "--seed", "1")];
    expect(same.equals(one)).toBe(true);
    expect(other.equals(one)).toBe(false);
    await drawn("4.JPG");
    expect((await sharp(at("4.JPG")).metadata()).format).toBe("jpeg");
  });

  test("says how labels are mixed", async () => {
    const { stdout } = await preview("synthetic", "--mixup", "1", "--json", "--output", at("sheet.png"));
    const { images, output, imgSize } = JSON.parse(stdout);
    expect([images.length, imgSize, output]).toEqual([8, 32, at("sheet.png")]);
    const labels = images.flatMap(({ views }: { views: { label: { share: number }[] }[] }) =>
      views.map(({ label }) => label.map(({ share }) => share)),
    );
    expect(labels).toHaveLength(40);
    for (const shares of labels) expect(shares.reduce((a: number, b: number) => a + b)).toBeCloseTo(1, 6);
    expect(labels.some((shares: number[]) => shares.length === 2)).toBe(true);
  });

  test("takes a recipe, a file of settings and a run's config as training does", async () => {
    await writeFile(at("settings.yaml"), "data: synthetic\nimg-size: 48\nlr: 0.2\noutput: runs\n");
    const draw = (...args: string[]) => preview("--count", "1", "--output", at("sheet.png"), "--json", ...args);
    const { code, stdout } = await draw("--recipe", "finetune", "--config", at("settings.yaml"));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ data: "synthetic", imgSize: 48 });
    expect(await draw("--recipe", "finetun", "synthetic")).toMatchObject({ code: 2 });
  });

  test("fails before any work where the sheet can't be written, and says why", async () => {
    await mkdir(at("folder.png"));
    const failing = async (...args: string[]) => {
      const { code, stderr } = await preview("synthetic", ...args);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await failing("--output", at("sheet.gif"))).toMatch(
      /--output: expected .*\.png or \.jpg, got ".*sheet\.gif"/,
    );
    expect(await failing("--output", at("gone", "sheet.png"))).toMatch(/--output: expected a folder ".*gone"/);
    expect(await failing("--output", at("folder.png"))).toMatch(/--output: expected a file, got the folder/);
    expect(await failing("--count", "0")).toMatch(/--count: expected a whole number from 1 to 64, got 0/);
    expect(await failing("--count", "65")).toMatch(/--count/);
    expect(await failing("--versions", "13")).toMatch(/--versions: expected a whole number from 1 to 12, got 13/);
    expect(await failing("--data", "cifar10", "--output", at("a.png"))).toMatch(/data preview: got the data twice/);
    expect(await failing("--aa", "imagnet", "--output", at("a.png"))).toMatch(/--aa: expected imagenet/);
    expect(await preview("--output", at("a.png"))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("data preview: expected data, got none"),
    });
    expect(existsSync(at("a.png"))).toBe(false);
  });
});
