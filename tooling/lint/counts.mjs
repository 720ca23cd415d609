/** What lint counts: rooms, circles, lines, doc comments. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { circles } from "./circles.mjs";
import { docCounts } from "./doc-comments.mjs";
import { circlesOfFolders } from "./folder-circles.mjs";
import { filesByFolder, housesOf } from "./houses.mjs";
import { isTest, packageFolders, sourceFiles } from "./source-files.mjs";
import { lineCount } from "./source-style.mjs";

/** The counts of the repository at `root`, a line each. @param {string} root */
export function countLines(root) {
  const houses = housesOf(root);
  const folders = houses.flatMap(({ name, files }) =>
    [...filesByFolder(files.keys())]
      .filter(([folder]) => folder !== ".")
      .map(([folder, count]) => ({ folder: `${name}/src/${folder}`, count })),
  );
  const fullest = folders.toSorted((a, b) => b.count - a.count)[0];
  const ofFiles = houses.flatMap(({ files }) => circles(files)).length;
  const ofFolders = houses.flatMap(({ files }) => circlesOfFolders(files)).length;
  const { exports, members } = docCounts(root);
  return [
    `${houses.length} packages, ${folders.length} rooms with files; the fullest: ${fullest?.folder}, ${fullest?.count} files`,
    `circles of files: ${ofFiles}; circles of rooms: ${ofFolders}`,
    `lines a source file: ${lines(root)}`,
    `${exports.documented} of ${exports.of} public exports documented; ${members.documented} of ${members.of} of their members`,
  ];
}

/** @param {string} root */
function lines(root) {
  const sorted = packageFolders(root, ["packages", "apps"])
    .flatMap((folder) => sourceFiles(path.join(folder, "src")))
    .filter((file) => !isTest(file))
    .map((file) => lineCount(readFileSync(file, "utf8")))
    .toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => sorted[Math.floor(share * (sorted.length - 1))];
  return `median ${at(0.5)}, 90 % have at most ${at(0.9)}, the longest ${at(1)}`;
}
