/** Checks that what a package exports says what it is, in words that are true when an editor shows them alone. */
import { existsSync } from "node:fs";
import path from "node:path";
import { docText, publicMembers, publicSymbols } from "./public-symbols.mjs";
import { packageFolders } from "./source-files.mjs";

/** A comment that begins so says nothing without its neighbours. */
const leaning = /^(Of |The same\b|See )/;

/**
 * Every export of packages and apps, and every member of an exported type, without a comment of its own, as sentences.
 * @param {string} root
 */
export function brokenDocs(root) {
  return packagesOf(root).flatMap((symbols) =>
    symbols.flatMap((symbol) => {
      const where = `${path.relative(root, symbol.file)}: ${symbol.name}`;
      const members = publicMembers(symbol, symbols).map((one) => said(`${where}.${nameOf(one)}`, problemOf([one])));
      return [said(where, problemOf(symbol.declarations)), ...members].flat();
    }),
  );
}

/** @param {string} where @param {string | undefined} problem */
function said(where, problem) {
  return problem === undefined ? [] : [`${where}: ${problem}`];
}

/** A member's name; a call has none. @param {import("typescript").NamedDeclaration} member */
function nameOf({ name }) {
  return name?.getText() ?? "()";
}

/**
 * How many exports, and how many members of exported types, have a comment that can stand alone.
 * @param {string} root
 */
export function docCounts(root) {
  const packages = packagesOf(root);
  const symbols = packages.flat();
  const members = packages.flatMap((one) => one.flatMap((symbol) => publicMembers(symbol, one)));
  return {
    exports: {
      documented: symbols.filter((one) => problemOf(one.declarations) === undefined).length,
      of: symbols.length,
    },
    members: { documented: members.filter((one) => problemOf([one]) === undefined).length, of: members.length },
  };
}

/** What each package exports. @param {string} root */
function packagesOf(root) {
  const folders = packageFolders(root, ["packages", "apps"]);
  return folders.filter((folder) => existsSync(path.join(folder, "package.json"))).map(publicSymbols);
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
