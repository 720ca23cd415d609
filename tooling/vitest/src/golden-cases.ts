/** What the golden files list, read when tests are collected: another set of files may have other cases. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fixturePath } from "./fixtures.ts";
import { fixturesFolder } from "./fixtures-folder.ts";

/**
 * The cases that `list` reads from the golden files, for `test.each`; where there are no golden files the stand-in
 * alone, whose test ends as not run at its first `fixturePath`.
 * @throws Error when there are golden files that list no case.
 */
export async function goldenCases<Case>(
  list: () => readonly Case[] | Promise<readonly Case[]>,
  standIn: Case,
): Promise<readonly Case[]> {
  if (fixturesFolder() === undefined) return [standIn];
  const cases = await list();
  if (cases.length > 0) return cases;
  throw new Error(
    "goldenCases: expected at least one case in the golden files, got none. Fetch the whole folder again.",
  );
}

/** The names of the golden models that have this file, such as `eval.safetensors`, for `test.each`. */
export function goldenSets(file: string): Promise<readonly string[]> {
  const list = () => {
    const models = fixturePath("models");
    return readdirSync(models).filter((set) => existsSync(path.join(models, set, file)));
  };
  return goldenCases(list, "no golden models");
}

/** The contents of a golden JSON file, such as `ops/ops.json`; ends and throws as `fixturePath` does. */
export function readGoldenJson<Contents>(...parts: string[]): Contents {
  return JSON.parse(readFileSync(fixturePath(...parts), "utf8"));
}
