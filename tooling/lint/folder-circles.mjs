/** Circles of folders side by side. */
import path from "node:path";
import { circles } from "./circles.mjs";

/** @typedef {import("./houses.mjs").House} House */

/**
 * The folders side by side that import each other in a circle: rooms, sub-folders of a room, and so on down. Files
 * beside a folder may both import it and be imported by it.
 * @param {House["files"]} files
 */
export function circlesOfFolders(files) {
  /** @type {Map<string, Set<string>>} */
  const edges = new Map();
  for (const [file, imported] of files) {
    for (const target of imported) {
      const [from, to] = whereTheyPart(file, target);
      if (from !== undefined && to !== undefined) edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }
  }
  return circles(edges);
}

/**
 * The folders side by side in which two files lie; none where one of the files lies beside or above the other's folder.
 * @param {string} one
 * @param {string} other
 */
function whereTheyPart(one, other) {
  const [ones, others] = [path.dirname(one).split(path.sep), path.dirname(other).split(path.sep)];
  const depth = ones.findIndex((part, index) => part !== others[index]);
  if (depth < 0 || ones[depth] === "." || others[depth] === undefined || others[depth] === ".") return [];
  return [ones, others].map((parts) => parts.slice(0, depth + 1).join(path.sep));
}
