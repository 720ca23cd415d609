/**
 * Fails on imports against the order of packages and rooms, and on broken rules of style:
 * `node tooling/lint/lint.mjs [ROOT]`.
 *
 * Prints what it counted: files a room, circles, lines a file.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brokenBoundaries } from "./boundaries.mjs";
import { circles } from "./circles.mjs";
import { brokenRooms, filesByFolder, housesOf } from "./rooms.mjs";
import { packageFolders, sourceFiles } from "./source-files.mjs";
import { brokenStyle, lineCount } from "./source-style.mjs";

const root = process.argv[2] ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const problems = [...brokenBoundaries(root), ...brokenRooms(root), ...brokenStyle(root)];
for (const problem of problems) console.error(problem);
console.log(counts());
process.exitCode = problems.length === 0 ? 0 : 1;

function counts() {
  const houses = housesOf(root);
  const folders = houses.flatMap(({ name, files }) =>
    [...filesByFolder(files.keys())]
      .filter(([folder]) => folder !== ".")
      .map(([folder, count]) => ({ folder: `${name}/src/${folder}`, count })),
  );
  const fullest = folders.toSorted((a, b) => b.count - a.count)[0];
  const inCircles = houses.flatMap(({ files }) => circles(files)).length;
  return [
    `${houses.length} packages, ${folders.length} rooms; the fullest: ${fullest?.folder}, ${fullest?.count} files`,
    `circles of files: ${inCircles}; circles and wrong ways of rooms: ${brokenRooms(root).length - inCircles}`,
    `lines a source file: ${lines()}`,
  ].join("\n");
}

function lines() {
  const sorted = packageFolders(root, ["packages", "apps"])
    .flatMap((folder) => sourceFiles(path.join(folder, "src")))
    .filter((file) => !/\.test\.ts$/.test(file))
    .map((file) => lineCount(readFileSync(file, "utf8")))
    .toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => sorted[Math.floor(share * (sorted.length - 1))];
  return `median ${at(0.5)}, 90 % have at most ${at(0.9)}, the longest ${at(1)}`;
}
