import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { imageFiles, syntheticData } from "@tresnet/data";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requireReadable } from "./require-readable.ts";

let folder = "";
const at = (name: string) => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-readable-"));
  const pixel = sharp({ create: { width: 1, height: 1, channels: 3, background: "red" } });
  await pixel.clone().png().toFile(at("dot.png"));
  await pixel.resize(8, 8).png().toFile(at("sound.png"));
  await writeFile(at("page.jpg"), "<html>");
});
afterAll(() => rm(folder, { recursive: true }));

const photos = (...names: string[]) =>
  imageFiles(
    "photos/val",
    ["a", "b"],
    names.map((name) => ({ path: at(name), label: 0 })),
  );
const { signal } = new AbortController();

test("one sound image in each part is enough, and drawn ones always are", async () => {
  await requireReadable({ train: photos("page.jpg", "sound.png"), val: photos("sound.png", "gone.png") }, signal);
  await requireReadable(syntheticData({ counts: [4, 2, 2] }), signal);
});

test("a part without any is refused before training starts, with its name and a file", async () => {
  const data = { train: photos("sound.png"), val: photos("dot.png", "page.jpg") };
  await expect(requireReadable(data, signal)).rejects.toThrow(
    /^photos\/val: expected images that can be read, and all 2 are broken \(such as .*dot\.png: the image has 1 × 1 pixels/,
  );
  await expect(requireReadable(data, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
});
