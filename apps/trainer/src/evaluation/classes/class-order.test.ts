import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Dataset, imageFiles } from "@tresnet/data";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordedJob } from "../../../test/recorded-job.ts";
import { UsageError } from "../../errors.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import { namedBy, namedByFile } from "./class-order.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-class-order-"));
});
afterAll(() => rm(folder, { recursive: true }));

const classes = ["1", "10", "11", "2", "20", "3"];
const natural = ["1", "2", "3", "10", "11", "20"];
function nameless(numClasses: number, extra: Partial<Checkpoint> = {}): Checkpoint {
  const classNames = Array.from({ length: numClasses }, (_, index) => `class ${index}`);
  const saved = { model: "tresnet_s", imgSize: 8, cropMode: "center", cropPct: 1, classNames, numClasses } as const;
  const info = { kind: "weights", model: { ...saved, mean: [0, 0, 0], std: [1, 1, 1] } } as const;
  return {
    file: "w.pth",
    isNameless: true,
    info: { ...info, model: { ...info.model, mean: [0, 0, 0], std: [1, 1, 1] } },
    ...extra,
  };
}
const photos = (classNames: readonly string[], hasSortedClasses = true): Dataset => ({
  ...imageFiles("photos", classNames, [{ path: "0.png", label: 0 }]),
  ...(hasSortedClasses && { hasSortedClasses }),
});
async function names(checkpoint: Checkpoint, data: Dataset, order?: string) {
  const job = recordedJob();
  const { info, isNameless } = await namedBy(job, checkpoint, data, order);
  return { names: info.model.classNames, isNameless: isNameless ?? false, said: job.notices().join("\n") };
}

describe("the order of classes that weights do not name", () => {
  test("is shown where all sort alike", async () => {
    const found = await names(nameless(2), photos(["cat", "dog"]));
    expect(found).toEqual({
      names: ["cat", "dog"],
      isNameless: false,
      said: "classes: w.pth does not name its 2; taken for those of photos in the order of their names: cat, dog",
    });
  });

  test("is asked for where sorts differ, whatever order the data has them in", async () => {
    for (const order of [classes, natural]) {
      await expect(names(nameless(6), photos(order))).rejects.toThrow(
        /^--class-order: expected an order .* natural, as timm sorts \(1, 2, 3, 10, 11, 20\), and codepoint, .* \(1, 10, 11, 2, 20, 3\)/,
      );
      expect((await names(nameless(6), photos(order), "natural")).names).toEqual(natural);
      expect((await names(nameless(6), photos(order), "codepoint")).names).toEqual(classes);
    }
    await expect(names(nameless(2), photos(["Dog", "cat"]))).rejects.toThrow(UsageError);
  });

  test("is timm's where timm wrote the file, unless another is named", async () => {
    const found = await names(nameless(6, { writer: "timm" }), photos(classes));
    expect(found.names).toEqual(natural);
    expect(found.said).toMatch(/in natural order, as timm sorts, since timm wrote it: 1, 2, 3/);
    expect((await names(nameless(6, { writer: "timm" }), photos(classes), "codepoint")).names).toEqual(classes);
  });

  test("is the data's own where names do not make it", async () => {
    expect((await names(nameless(3), photos(["zebra", "ant", "cow"], false))).names).toEqual(["zebra", "ant", "cow"]);
  });

  test("is not assumed for another number of classes", async () => {
    expect((await names(nameless(3), photos(["cat", "dog"]))).isNameless).toBe(true);
    await expect(names(nameless(3), photos(["cat", "dog"]), "natural")).rejects.toThrow(
      /expected data of the 3 classes/,
    );
  });

  test("is that of published weights only where the data has their names", async () => {
    const published = { tag: "tresnet_s.cifar10", names: ["plane", "car"], ids: ["plane", "car"] };
    expect((await names(nameless(2, { published }), photos(["car", "plane"]))).names).toEqual(["plane", "car"]);
    expect((await names(nameless(2, { published }), photos(["cat", "dog"]))).names).toEqual(["cat", "dog"]);
  });
});

describe("a file of names", () => {
  const written = async (name: string, text: string) => {
    await writeFile(path.join(folder, name), text);
    return path.join(folder, name);
  };

  test.each([
    ["lines", "dog\ncat\r\n\n bird \n"],
    ["a list", '["dog", "cat", "bird"]'],
    ["names by number", '{"0": "dog", "2": "bird", "1": "cat"}'],
    ["numbers by name", '{"cat": 1, "dog": 0, "bird": 2}'],
  ])("may be %s", async (_, text) => {
    const file = await written("names.txt", text);
    expect((await namedByFile(nameless(3), file)).info.model.classNames).toEqual(["dog", "cat", "bird"]);
    expect((await names(nameless(3), photos(["cat"]), file)).names).toEqual(["dog", "cat", "bird"]);
  });

  test.each([
    ["another number", "a\nb\n", /expected 3 different names in .*, got 2/],
    ["a name twice", "a\nb\na\n", /got "a" twice/],
    ["numbers with a gap", '{"a": 0, "b": 1, "c": 3}', /expected 3 different names/],
  ])("with %s is refused", async (_, text, message) => {
    await expect(namedByFile(nameless(3), await written("wrong.txt", text))).rejects.toThrow(message);
  });

  test("is refused for weights that name their classes otherwise, and where it is not there", async () => {
    const { isNameless: _, ...named } = nameless(2);
    await expect(namedByFile(named, await written("two.txt", "a\nb\n"))).rejects.toThrow(
      /expected weights that do not name/,
    );
    await expect(names(named, photos(["a", "b"]), "natural")).rejects.toThrow(/expected weights that do not name/);
    await expect(namedByFile(nameless(2), "gone.txt")).rejects.toThrow(/expected natural, codepoint or a file.*ENOENT/);
  });
});
