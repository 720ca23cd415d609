/**
 * Files that tests compare with and that are not in the repository; without them, those tests do not run and say so.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { fixturesFolder, shared } from "./fixtures-folder.ts";
import { notRun } from "./not-run.ts";

/**
 * The path of one golden file, such as `ops/blurpool.safetensors`; ends the running test as not run where there are
 * none at all.
 * @throws Error when there are golden files but not this one, or when called outside of a test without any.
 */
export function fixturePath(...parts: string[]): string {
  const folder = fixturesFolder();
  if (folder === undefined) return notRun(`there are no golden files in ${path.join(shared, "fixtures")}`);
  const file = path.join(folder, ...parts);
  if (existsSync(file)) return file;
  throw new Error(`fixturePath: expected a golden file at ${file}, got none. Fetch the whole folder again.`);
}

/** The path of something else in `../shared`; ends the running test as not run where it is not there. */
export function sharedPath(...parts: string[]): string {
  const file = path.join(shared, ...parts);
  return existsSync(file) ? file : notRun(`there is no ${file}`);
}
