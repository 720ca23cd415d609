/** Finds the golden values that live beside the repository, in `../shared/fixtures` or where TRESNET_FIXTURES points. */
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

/** The folder of golden values, or undefined where this checkout has none beside it. */
export const fixtures: string | undefined = [
  process.env["TRESNET_FIXTURES"],
  path.resolve(repository, "../shared/fixtures"),
].find((folder) => folder !== undefined && existsSync(folder));

/**
 * The path of one golden file, such as `ops/blurpool.safetensors`.
 * @throws Error that says where the file was looked for and how to name another folder.
 */
export function fixturePath(...parts: string[]): string {
  const file = path.join(fixtures ?? path.resolve(repository, "../shared/fixtures"), ...parts);
  if (!existsSync(file)) {
    throw new Error(
      `fixturePath: expected a golden file at ${file}. Set TRESNET_FIXTURES to the folder that holds it.`,
    );
  }
  return file;
}
