/** The source files of a package and what they import. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/**
 * Every TypeScript and JavaScript file below `folder`, products and dependencies left out.
 * @param {string} folder
 * @returns {string[]}
 */
export function sourceFiles(folder) {
  return entriesOf(folder).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return ["node_modules", "dist", ".turbo"].includes(entry.name) ? [] : sourceFiles(full);
    return /\.(tsx?|mts|js|mjs)$/.test(entry.name) ? [full] : [];
  });
}

/** Whether a file holds tests, which may import anything and are as long as they must. @param {string} file */
export function isTest(file) {
  return /\.test\.ts$/.test(file);
}

/** What a file imports, re-exports or requires, statically or by a literal; types too. @param {string} file */
export function importsOf(file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

/**
 * The packages and apps of the repository at `root`, or also its tooling.
 * @param {string} root
 * @param {readonly string[]} groups
 */
export function packageFolders(root, groups) {
  return groups.flatMap((group) =>
    entriesOf(path.join(root, group))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => path.join(root, group, name)),
  );
}

/** @param {string} folder */
function entriesOf(folder) {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
}
