/** Finds the image files that the user means by files, folders and globs. */
import { statSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { findImages, imagesAmong, type PassedOver, passedOverNotice, passedOverWords } from "@tresnet/data";
import { glob, isDynamicPattern } from "tinyglobby";
import { UsageError } from "../errors.ts";

/** The image files of some inputs, and a sentence on what was passed over beside them. */
export interface FoundInputs {
  readonly files: readonly string[];
  readonly notice: string | undefined;
}

/**
 * The image files that the inputs name, each once, in the order of the inputs; folders and globs sorted by name.
 *
 * A file that is named itself is taken whatever it is; of folders and globs what can be decoded, whatever its ending.
 * @throws UsageError for an input that names nothing.
 */
export async function findInputs(inputs: readonly string[]): Promise<FoundInputs> {
  const files = new Map<string, string>();
  const passed: PassedOver = new Map();
  for (const input of inputs) {
    for (const file of await expand(input, passed)) {
      const full = path.resolve(file);
      if (!files.has(full)) files.set(full, file);
    }
  }
  return { files: [...files.values()], notice: passedOverNotice(inputs.join(" "), passed) };
}

async function expand(input: string, passed: PassedOver): Promise<string[]> {
  const found = await stat(input).catch(() => undefined);
  if (found?.isFile()) return [input];
  if (found?.isDirectory()) {
    const images = await findImages(input, { passed });
    if (images.length > 0) return images;
    throw new UsageError(`${input}: expected images in this folder, got none${beside(passed)}. Check the path.`);
  }
  if (!isDynamicPattern(input)) {
    throw new UsageError(`${input}: expected an image, a folder or a glob, and there is no such file. Check the path.`);
  }
  const pattern = input.replaceAll(path.sep, "/");
  const options = { onlyFiles: true, expandDirectories: false, absolute: path.isAbsolute(input) };
  // A named pipe is no folder either, and never ends.
  const isPipe = (file: string) => statSync(file, { throwIfNoEntry: false })?.isFile() === false;
  const matches = (await glob(pattern, options)).filter((file) => !isPipe(file)).sort();
  const images = imagesAmong("", matches, passed);
  if (images.length > 0) return images;
  throw new UsageError(
    `${input}: expected a glob that matches images, got ${matches.length === 0 ? "no match" : `none${beside(passed)}`}. Check the pattern.`,
  );
}

/** What there is in place of images. */
function beside(passed: PassedOver): string {
  return passed.size === 0 ? "" : ` (passed over: ${passedOverWords(passed)})`;
}
