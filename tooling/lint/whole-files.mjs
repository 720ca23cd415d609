/**
 * Finds files that are read whole without a limit.
 *
 * Node's `readFile` takes what is there: a file of any size, and a pipe that nobody writes into. `readWhole` of
 * @tresnet/files has a limit and refuses pipes; that package alone may use the former.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { allowedWholeFiles } from "./allowed-whole-files.mjs";
import { isTest, packageFolders, sourceFiles } from "./source-files.mjs";

const names = ["readFile", "readFileSync"];

/**
 * Every file below `root` that reads others whole and is not on the list, and every entry of the list that none needs.
 * @param {string} root
 * @param {Readonly<Record<string, string>>} allowed
 */
export function brokenWholeFiles(root, allowed = allowedWholeFiles) {
  const readers = new Map(
    packageFolders(root, ["packages", "apps"])
      .filter((folder) => path.relative(root, folder) !== path.join("packages", "files"))
      .flatMap((folder) => sourceFiles(path.join(folder, "src")))
      .filter((file) => !isTest(file))
      .map((file) => [path.relative(root, file).split(path.sep).join("/"), wholeReads(readFileSync(file, "utf8"))]),
  );
  const broken = [...readers]
    .filter(([file]) => !Object.hasOwn(allowed, file))
    .flatMap(([file, lines]) =>
      lines.map(
        (line) =>
          `${file}:${line}: expected readWhole or readWholeSync of @tresnet/files, which have a limit, got a file that is read whole without one. Use them, or give a reason in tooling/lint/allowed-whole-files.mjs.`,
      ),
    );
  const idle = Object.keys(allowed)
    .filter((file) => (readers.get(file) ?? []).length === 0)
    .map((file) => `allowed-whole-files.mjs: ${file} reads no file whole. Remove it.`);
  return [...broken, ...idle];
}

/**
 * The lines of calls by these names, as functions or as methods of `fs` or a file handle.
 * @param {string} text
 * @returns {number[]}
 */
export function wholeReads(text) {
  if (!names.some((name) => text.includes(name))) return [];
  const source = ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest, true);
  const own = importedNames(source);
  /** @type {number[]} */
  const lines = [];
  /** @param {ts.Node} node */
  function visit(node) {
    if (ts.isCallExpression(node) && isWholeRead(node.expression, own)) {
      lines.push(source.getLineAndCharacterOfPosition(node.getStart()).line + 1);
    }
    ts.forEachChild(node, visit);
  }
  visit(source);
  return lines;
}

/** @param {ts.Expression} callee @param {ReadonlySet<string>} own */
function isWholeRead(callee, own) {
  if (ts.isIdentifier(callee)) return own.has(callee.text);
  return ts.isPropertyAccessExpression(callee) && names.includes(callee.name.text);
}

/** What the functions are called here, where they come from node:fs. @param {ts.SourceFile} source */
function importedNames(source) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    if (!/^(node:)?fs(\/promises)?$/.test(statement.moduleSpecifier.text)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
    for (const { name, propertyName } of bindings.elements) {
      if (names.includes((propertyName ?? name).text)) found.add(name.text);
    }
  }
  return found;
}
