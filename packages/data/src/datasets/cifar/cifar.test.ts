import { mkdir, stat, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { sharedPath } from "@tresnet/vitest";
import { create } from "tar";
import { beforeEach, describe, expect, test } from "vitest";
import { testDataset } from "../../../test/dataset-contract.ts";
import { temporaryFolder, writeAt } from "../../../test/temporary-folder.ts";
import { DataError } from "../../errors.ts";
import { type CifarLayout, cifarLayouts, openCifar } from "./cifar.ts";

let folder = "";
beforeEach(async () => {
  folder = await temporaryFolder();
});

const open = (layout: CifarLayout, location: string) => openCifar(layout, location, { cacheFolder: "" });

/** One record: its labels, then red all `r`, green counting up from the label, blue all 9. */
function record(r: number, ...labels: number[]): Uint8Array {
  const pixels = new Uint8Array(3072);
  pixels.fill(r, 0, 1024);
  for (let i = 0; i < 1024; i++) pixels[1024 + i] = i % 256;
  pixels.fill(9, 2048);
  return Uint8Array.of(...labels, ...pixels);
}

/** A tiny copy of the data set: two records in each file. */
async function writeCifar(layout: CifarLayout): Promise<string> {
  const files = path.join(folder, layout.folder);
  for (const [number, name] of [...layout.train, ...layout.test].entries()) {
    const labels = (label: number) => (layout.labelBytes === 2 ? [19, label] : [label]);
    const records = [record(number, ...labels(number)), record(number + 100, ...labels(layout.classes - 1))];
    await writeAt(path.join(files, name), Buffer.concat(records));
  }
  const names = Array.from({ length: layout.classes }, (_, k) => `class ${k}`);
  await writeFile(path.join(files, layout.classNames), `${names.join("\n")}\n\n`);
  return files;
}

async function pack(layout: CifarLayout): Promise<string> {
  await writeCifar(layout);
  const archive = path.join(folder, "archive.tar.gz");
  await create({ file: archive, cwd: folder, gzip: true }, [layout.folder]);
  return archive;
}

describe.each(Object.values(cifarLayouts))("$name", (layout) => {
  testDataset(layout.name, async () => (await open(layout, await writeCifar(layout))).train);

  test.each([
    ["its folder", writeCifar],
    ["the folder above", async (each: CifarLayout) => path.dirname(await writeCifar(each))],
    ["the archive", pack],
  ])("is read from %s", async (_, write) => {
    const { train, test: held } = await open(layout, await write(layout));
    expect([train.length, held?.length]).toEqual([2 * layout.train.length, 2]);
    expect(train.classNames).toHaveLength(layout.classes);
    expect(train.classNames[3]).toBe("class 3");
    const last = train.length - 1;
    expect([train.label(0), train.label(last)]).toEqual([0, layout.classes - 1]);
    const source = train.source(last);
    const red = layout.train.length - 1 + 100;
    expect(source).toMatchObject({ kind: "pixels", width: 32, height: 32, channels: 3 });
    expect(source.kind === "pixels" && [...source.data.subarray(0, 9)]).toEqual([red, 0, 9, red, 1, 9, red, 2, 9]);
    expect(() => train.label(train.length)).toThrow(RangeError);
  });

  test("names a file that is missing, cut off or of another data set", async () => {
    const files = await writeCifar(layout);
    const first = path.join(files, layout.test[0] ?? "");
    await truncate(first, 3000);
    await expect(open(layout, files)).rejects.toThrow(/bin: expected whole records of \d+ bytes, got 3000 bytes/);
    await writeFile(first, layout.labelBytes === 1 ? record(0, 10) : record(0, 0, 100));
    await expect(open(layout, files)).rejects.toThrow(/bin: expected labels below \d+, got \d+ in record 0/);
    await writeFile(path.join(files, layout.classNames), "one\ntwo\n");
    await expect(open(layout, files)).rejects.toThrow(DataError);
  });

  test("names what an archive lacks, and refuses a damaged one", async () => {
    const archive = await pack(layout);
    const whole = path.join(folder, "other.tar.gz");
    await create({ file: whole, cwd: folder, gzip: true }, [path.posix.join(layout.folder, layout.classNames)]);
    await expect(open(layout, whole)).rejects.toThrow(/other.tar.gz: expected (data_batch_1|train).bin/);
    await truncate(archive, Math.floor((await stat(archive)).size / 2));
    await expect(open(layout, archive)).rejects.toThrow(/archive.tar.gz: expected/);
    await writeFile(archive, "no archive at all");
    await expect(open(layout, archive)).rejects.toThrow(/archive.tar.gz: expected/);
  });

  test("says what it looked for in a folder without it", async () => {
    await mkdir(path.join(folder, "empty"));
    const message = /expected CIFAR-10+'s binary files .* got a folder without them/;
    await expect(open(layout, path.join(folder, "empty"))).rejects.toThrow(message);
    await expect(open(layout, path.join(folder, "gone"))).rejects.toThrow(/got nothing\. Check the path/);
  });
});

test("reads the whole of CIFAR-10", { timeout: 60_000 }, async () => {
  const archive = sharedPath("data", "cifar-10-binary.tar.gz");
  const { train, test: held } = await open(cifarLayouts.cifar10, archive);
  expect(train.classNames.join()).toBe("airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck");
  const counts = (part: typeof train | undefined) => {
    const each = new Array<number>(10).fill(0);
    for (let i = 0; i < (part?.length ?? 0); i++) each[part?.label(i) ?? 0] = (each[part?.label(i) ?? 0] ?? 0) + 1;
    return each;
  };
  expect(counts(train)).toEqual(new Array(10).fill(5000));
  expect(counts(held)).toEqual(new Array(10).fill(1000));
  // The published means of the training pixels are 0.4914, 0.4822, 0.4465; this copy went through JPEG.
  const sums = [0, 0, 0];
  for (let i = 0; i < train.length; i += 10) {
    const source = train.source(i);
    if (source.kind !== "pixels") throw new Error("expected pixels");
    for (let at = 0; at < source.data.length; at++) sums[at % 3] = (sums[at % 3] ?? 0) + (source.data[at] ?? 0);
  }
  const means = sums.map((sum) => sum / 5000 / 1024 / 255);
  expect(means).toEqual([0.4914, 0.4822, 0.4465].map((mean) => expect.closeTo(mean, 1.7)));
});
