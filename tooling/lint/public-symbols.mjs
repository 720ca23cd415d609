/** What a package offers others, and the doc comments of that, read from the source without types. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { exportsOf } from "./exported-symbols.mjs";

/**
 * @typedef {object} PublicSymbol What a package's entry exports.
 * @property {string} name The name that others import.
 * @property {string} file Where it is declared.
 * @property {readonly ts.Node[]} declarations Its declarations: several of an overloaded function.
 */

/**
 * What the package in `folder` exports through the entries of its package.json, each once; what it passes on of other
 * packages belongs to those.
 * @param {string} folder
 * @returns {PublicSymbol[]}
 */
export function publicSymbols(folder) {
  const all = entriesOf(folder).flatMap((entry) => [...exportsOf(entry).values()]);
  return [...new Map(all.map((symbol) => [`${symbol.file}:${symbol.declarations[0]?.pos}`, symbol])).values()];
}

/**
 * The text of a declaration's doc comment, without its tags; empty where there is none.
 * @param {ts.Node} declaration
 */
export function docText(declaration) {
  const comments = ts.getJSDocCommentsAndTags(declaration).filter(ts.isJSDoc);
  return (ts.getTextOfJSDocComment(comments.at(-1)?.comment) ?? "").trim();
}

/**
 * The members of an interface, a class or an object type that its users see: no private ones, no constructor, and none
 * that a parent has: editors show the parent's comment there.
 * @param {PublicSymbol} symbol
 * @param {readonly PublicSymbol[]} all What the package exports, in which parents are looked for.
 * @returns {(ts.TypeElement | ts.ClassElement)[]}
 */
export function publicMembers({ declarations }, all) {
  return declarations.flatMap((declaration) => membersOf(declaration, all));
}

/** @param {ts.Node} declaration @param {readonly PublicSymbol[]} all @returns {(ts.TypeElement | ts.ClassElement)[]} */
function membersOf(declaration, all) {
  if (ts.isInterfaceDeclaration(declaration)) return [...declaration.members];
  if (ts.isTypeAliasDeclaration(declaration)) return literalMembers(declaration.type);
  if (!ts.isClassDeclaration(declaration)) return [];
  const inherited = inheritedNames(declaration, all);
  return declaration.members.filter((member) => isSeen(member) && !inherited.has(member.name?.getText() ?? ""));
}

/**
 * The names of what the parents of a class or an interface have, as far as the package exports them.
 * @param {ts.ClassDeclaration | ts.InterfaceDeclaration} declaration
 * @param {readonly PublicSymbol[]} all
 * @returns {ReadonlySet<string>}
 */
function inheritedNames({ heritageClauses }, all) {
  const parents = (heritageClauses ?? []).flatMap(({ types }) => types.map(({ expression }) => expression.getText()));
  const interfaces = all
    .filter(({ name }) => parents.includes(name))
    .flatMap(({ declarations }) => declarations.filter(ts.isInterfaceDeclaration));
  return new Set(
    interfaces.flatMap((one) => [
      ...one.members.map((member) => member.name?.getText() ?? ""),
      ...inheritedNames(one, all),
    ]),
  );
}

/** @param {ts.TypeNode} type @returns {ts.TypeElement[]} */
function literalMembers(type) {
  if (ts.isTypeLiteralNode(type)) return [...type.members];
  return ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type) ? type.types.flatMap(literalMembers) : [];
}

/** @param {ts.ClassElement} member */
function isSeen(member) {
  const hidden = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword, ts.SyntaxKind.OverrideKeyword];
  const isHidden = ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(({ kind }) => hidden.includes(kind));
  return !isHidden && member.name !== undefined && !ts.isPrivateIdentifier(member.name);
}

/** The source files that users import. @param {string} folder */
function entriesOf(folder) {
  const { exports = {} } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  return Object.values(exports)
    .flatMap((entry) => entry?.["@tresnet/source"] ?? [])
    .map((entry) => path.join(folder, entry))
    .filter((entry) => existsSync(entry));
}
