/** Checks that what a package exports says what it is, in words that are true when an editor shows them alone. */
import { existsSync } from "node:fs";
import path from "node:path";
import { docText, publicMembers, publicSymbols } from "./public-symbols.mjs";
import { packageFolders } from "./source-files.mjs";

/** A comment that begins so says nothing without its neighbours. */
const leaning = /^(Of |The same\b|See )/;

/** Every export of packages and apps without a comment of its own, as sentences. @param {string} root */
export function brokenDocs(root) {
  return symbolsOf(root).flatMap(({ name, file, declarations }) => {
    const problem = problemOf(declarations);
    return problem === undefined ? [] : [`${path.relative(root, file)}: ${name}: ${problem}`];
  });
}

/**
 * How many exports, and how many members of exported types, have a comment that can stand alone.
 * @param {string} root
 */
export function docCounts(root) {
  const symbols = symbolsOf(root);
  const members = symbols.flatMap(publicMembers);
  return {
    exports: {
      documented: symbols.filter((one) => problemOf(one.declarations) === undefined).length,
      of: symbols.length,
    },
    members: { documented: members.filter((one) => problemOf([one]) === undefined).length, of: members.length },
  };
}

/** @param {string} root */
function symbolsOf(root) {
  const folders = packageFolders(root, ["packages", "apps"]);
  return folders.filter((folder) => existsSync(path.join(folder, "package.json"))).flatMap(publicSymbols);
}

/** @param {readonly import("typescript").Node[]} declarations @returns {string | undefined} */
function problemOf(declarations) {
  const texts = declarations.map(docText).filter((text) => text !== "");
  if (texts.length === 0) return "expected a doc comment, since the package exports it. Say what it is or does.";
  const bad = texts.find((text) => leaning.test(text));
  return bad === undefined
    ? undefined
    : `expected a doc comment that is true alone, got "${bad.split(/\s+/).slice(0, 4).join(" ")} …". Give it a subject.`;
}
