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
 * that override one of a parent's.
 * @param {PublicSymbol} symbol
 * @returns {ts.Node[]}
 */
export function publicMembers({ declarations }) {
  return declarations.flatMap((declaration) => {
    if (ts.isInterfaceDeclaration(declaration)) return [...declaration.members];
    if (ts.isTypeAliasDeclaration(declaration)) return literalMembers(declaration.type);
    if (ts.isClassDeclaration(declaration)) return declaration.members.filter(isSeen);
    return [];
  });
}

/** @param {ts.TypeNode} type @returns {ts.Node[]} */
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
