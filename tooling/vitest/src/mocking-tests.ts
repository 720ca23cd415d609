/** Finds the test files that replace modules: vitest gives them modules of their own, which the other files share. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The paths, relative to `root`, of the test files of packages, apps and tooling that call `vi.mock`. */
export function mockingTests(root: string): string[] {
  return ["packages", "apps", "tooling"]
    .flatMap((group) => readdirSync(path.join(root, group)).map((name) => path.join(root, group, name)))
    .flatMap((folder) => ["src", "test"].flatMap((inside) => testFiles(path.join(folder, inside))))
    .filter((file) => /\bvi\.(?:do)?[mM]ock\(/.test(readFileSync(file, "utf8")))
    .map((file) => path.relative(root, file).replaceAll(path.sep, "/"))
    .sort();
}

function testFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".test.ts"))
    .map((entry) => path.join(entry.parentPath, entry.name));
}
