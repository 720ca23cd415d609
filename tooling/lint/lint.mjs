/**
 * Fails on imports against the order of packages and rooms, on exports and members of theirs without a doc comment, and
 * on broken rules of style, and on files that are read whole without a limit: `node tooling/lint/lint.mjs [ROOT]`.
 *
 * Prints each broken rule as a sentence, then what it counted: rooms, circles, lines a file, doc comments.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brokenArchitecture } from "./architecture.mjs";
import { brokenBoundaries } from "./boundaries.mjs";
import { countLines } from "./counts.mjs";
import { brokenDocs } from "./doc-comments.mjs";
import { brokenRooms } from "./rooms.mjs";
import { brokenStyle } from "./source-style.mjs";
import { brokenWholeFiles } from "./whole-files.mjs";

const root = process.argv[2] ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const problems = [
  ...brokenBoundaries(root),
  ...brokenRooms(root),
  ...brokenArchitecture(root),
  ...brokenDocs(root),
  ...brokenStyle(root),
  ...brokenWholeFiles(root),
];
for (const problem of problems) console.error(problem);
console.log(countLines(root).join("\n"));
process.exitCode = problems.length === 0 ? 0 : 1;
