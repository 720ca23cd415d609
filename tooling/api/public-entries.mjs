/**
 * Which source files the workspace's public packages offer: found by their package.json, so that a new package is in at
 * once.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * @typedef {object} PublicEntry
 * @property {string} name As it is imported, such as "@tresnet/engine/jpeg".
 * @property {string} file The source file, absolute.
 */

/**
 * Every entry of every public package below `root`'s packages/ and apps/, in the order of the folders.
 * @param {string} root
 * @returns {PublicEntry[]}
 */
export function publicEntries(root) {
  return ["packages", "apps"]
    .map((group) => path.join(root, group))
    .filter((group) => existsSync(group))
    .flatMap((group) => readdirSync(group).map((name) => path.join(group, name)))
    .filter((folder) => existsSync(path.join(folder, "package.json")))
    .flatMap(entriesOf);
}

/** @param {string} folder @returns {PublicEntry[]} */
function entriesOf(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  if (manifest.private === true) return [];
  return Object.entries(manifest.exports ?? {}).flatMap(([entry, conditions]) => {
    const source = conditions["@tresnet/source"];
    if (source === undefined) return []; // package.json itself
    return [{ name: path.posix.join(manifest.name, entry), file: path.join(folder, source) }];
  });
}
