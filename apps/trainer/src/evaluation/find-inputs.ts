/** Finds the image files that the user means by files, folders and globs. */
import { statSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { findImages, isImageName } from "@tresnet/data";
import { glob, isDynamicPattern } from "tinyglobby";
import { UsageError } from "../errors.ts";

/**
 * The image files that the inputs name, each once, in the order of the inputs; folders and globs sorted by name.
 *
 * A file that is named itself is taken whatever its ending; folders and globs give only names of images.
 * @throws UsageError for an input that names nothing.
 */
export async function findInputs(inputs: readonly string[]): Promise<string[]> {
  const files = new Map<string, string>();
  for (const input of inputs) {
    for (const file of await expand(input)) {
      const full = path.resolve(file);
      if (!files.has(full)) files.set(full, file);
    }
  }
  return [...files.values()];
}

async function expand(input: string): Promise<string[]> {
  const found = await stat(input).catch(() => undefined);
  if (found?.isFile()) return [input];
  if (found?.isDirectory()) {
    const images = await findImages(input);
    if (images.length === 0) {
      throw new UsageError(`${input}: expected images in this folder, got none. Check the path.`);
    }
    return images;
  }
  if (!isDynamicPattern(input)) {
    throw new UsageError(`${input}: expected an image, a folder or a glob, and there is no such file. Check the path.`);
  }
  const pattern = input.replaceAll(path.sep, "/");
  const options = { onlyFiles: true, expandDirectories: false, absolute: path.isAbsolute(input) };
  // A named pipe is no folder either, and never ends.
  const isPipe = (file: string) => statSync(file, { throwIfNoEntry: false })?.isFile() === false;
  const matches = (await glob(pattern, options)).filter((file) => isImageName(file) && !isPipe(file));
  if (matches.length === 0) {
    throw new UsageError(`${input}: expected a glob that matches images, got no match. Check the pattern.`);
  }
  return matches.sort();
}
