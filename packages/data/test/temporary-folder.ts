/** Folders and image files that a test makes and leaves no trace of. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll } from "vitest";
import { random } from "../src/random.ts";

const folders: string[] = [];
// Registered while the test file is loaded: hooks that a running test registers are never called.
afterAll(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))));

/** A new folder that is removed after the tests of this file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-data-"));
  folders.push(folder);
  return folder;
}

/** Writes a file, and the folders above it. */
export async function writeAt(file: string, contents: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, contents);
}

/** Writes a picture of noise, different for each seed, in the format that the name ends in. */
export async function writePicture(file: string, seed: number, width = 20, height = 16): Promise<void> {
  const draws = random(seed);
  const data = Uint8Array.from({ length: width * height * 3 }, () => draws.integer(256));
  const format = path.extname(file).slice(1) === "png" ? "png" : path.extname(file) === ".webp" ? "webp" : "jpeg";
  await writeAt(
    file,
    await sharp(data, { raw: { width, height, channels: 3 } })
      .toFormat(format)
      .toBuffer(),
  );
}
