/** Packages as houses: the source files of each, what they import of each other, the room that each lies in. */
import { existsSync } from "node:fs";
import path from "node:path";
import { importsOf, isTest, packageFolders, sourceFiles } from "./source-files.mjs";

/**
 * @typedef {object} House What the files of one package import of each other.
 * @property {string} name The package's folder, such as "engine".
 * @property {Map<string, string[]>} files Each source file below src, and those of the package that it imports.
 */

/** The houses of the repository at `root`. @param {string} root @returns {House[]} */
export function housesOf(root) {
  return packageFolders(root, ["packages", "apps"])
    .filter((folder) => existsSync(path.join(folder, "src")))
    .map((folder) => houseOf(folder));
}

/** @param {string} folder @returns {House} */
function houseOf(folder) {
  const src = path.join(folder, "src");
  const inside = sourceFiles(src)
    .filter((file) => !isTest(file) && !file.endsWith(".d.ts"))
    .map((file) => path.relative(src, file));
  const known = new Set(inside);
  const files = inside.map((file) => {
    const imported = importsOf(path.join(src, file))
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => path.relative(src, path.resolve(src, path.dirname(file), specifier)))
      .filter((target) => known.has(target));
    return /** @type {const} */ ([file, imported]);
  });
  return { name: path.basename(folder), files: new Map(files) };
}

/** How many files lie in each folder. @param {Iterable<string>} files */
export function filesByFolder(files) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const file of files) counts.set(path.dirname(file), (counts.get(path.dirname(file)) ?? 0) + 1);
  return counts;
}

/** The room of a file: the folder below src, or "" for src itself. @param {string} file */
export function roomOf(file) {
  const [first = "", ...rest] = file.split(path.sep);
  return rest.length === 0 ? "" : first;
}
