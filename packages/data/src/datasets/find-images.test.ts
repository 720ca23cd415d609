import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder, writeAt } from "../../test/temporary-folder.ts";
import { findImages, isImageName } from "./image-files.ts";
import type { PassedOver } from "./passed-over.ts";

let folder = "";
beforeEach(async () => {
  folder = await temporaryFolder();
});
const at = (...names: string[]) => path.join(folder, ...names);

async function found(passed?: PassedOver): Promise<string[]> {
  return (await findImages(folder, { passed })).map((file) => path.relative(folder, file).replaceAll(path.sep, "/"));
}

const picture = (format: "jpeg" | "png") =>
  sharp({ create: { width: 9, height: 8, channels: 3, background: "teal" } })
    .toFormat(format)
    .toBuffer();

describe("findImages", () => {
  test("takes what begins as an image, whatever its ending", async () => {
    const [jpeg, png] = [await picture("jpeg"), await picture("png")];
    for (const name of ["a.jfif", "b.jpe", "c", "d.dat", "e.heic", "f.JPG_large", "g.pjpeg"])
      await writeAt(at(name), jpeg);
    for (const name of ["h.image", "i.bmp"]) await writeAt(at(name), png);
    const passed: PassedOver = new Map();
    expect(await found(passed)).toEqual([
      "a.jfif",
      "b.jpe",
      "c",
      "d.dat",
      "e.heic",
      "f.JPG_large",
      "g.pjpeg",
      "h.image",
      "i.bmp",
    ]);
    expect([...passed]).toEqual([]);
  });

  test("counts by kind what it passes over", async () => {
    await writeAt(at("1.heic"), Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"));
    await writeAt(at("2.HEIF"), Buffer.from("\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "latin1"));
    await writeAt(at("3.nef"), Buffer.from("MM\0*\0\0\0\x08\0\0", "latin1"));
    await writeAt(at("drawing.svg"), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await writeAt(at("notes.txt"), "notes");
    await writeAt(at("README"), "read me");
    await writeAt(at("._photo.jpg"), "resource fork");
    await symlink(at("nowhere"), at("link.jpg"));
    await mkdir(at("@eaDir"));
    const passed: PassedOver = new Map();
    expect(await found(passed)).toEqual([]);
    const counts = new Map([...passed].map(([kind, { count }]) => [kind, count]));
    expect(counts).toEqual(
      new Map([
        ["HEIC pictures", 2],
        ["raw pictures of a camera", 1],
        ["SVG drawings", 1],
        [".txt files", 1],
        ["files without an ending", 1],
        ["hidden images", 1],
        ["links that lead nowhere", 1],
        ["folders called @eaDir", 1],
      ]),
    );
    expect(passed.get("HEIC pictures")?.example).toBe(at("1.heic"));
  });

  test("searches folders that are linked to each other once each", async () => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    for (const name of names) await writeAt(at(name, `${name}.jpg`), "");
    for (const from of names) for (const to of names) if (from !== to) await symlink(at(to), at(from, `to-${to}`));
    expect((await found()).map((file) => path.basename(file)).sort()).toEqual(names.map((name) => `${name}.jpg`));
  });

  test("opens no more than a thousand files of an ending, unless one of them is a picture", async () => {
    const jpeg = await picture("jpeg");
    for (let i = 0; i < 1001; i++) await writeAt(at("a", `${i}.txt`), "0 0.5 0.5 1 1");
    await writeAt(at("b", "late.txt"), jpeg);
    expect(await found(new Map())).toEqual([]);
    await writeAt(at("a", "0.txt"), jpeg);
    expect(await found(new Map())).toEqual(["a/0.txt", "b/late.txt"]);
  });

  test("knows a file that cannot be opened", async () => {
    await writeFile(at("locked"), "x", { mode: 0 });
    const passed: PassedOver = new Map();
    await found(passed);
    expect(passed.size).toBe(1);
  });
});

test("isImageName knows the endings of every format that is decoded", () => {
  const names = ["a.jpg", "a.JPEG", "a.jfif", "a.bmp", "a.dib", "a.avif", "a.webp", "a.gif", "a.tif"];
  expect(names.every(isImageName)).toBe(true);
  expect(["a.txt", "a", "a.heic", ".jpg"].some(isImageName)).toBe(false);
});
