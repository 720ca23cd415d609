/** The few rules of style that Biome has none for, each with the sentence that says what to do. */
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { isTest, packageFolders, sourceFiles } from "./source-files.mjs";

const widest = 120;
const longest = 250;

/** Every broken rule of style below `root`, as sentences. @param {string} root */
export function brokenStyle(root) {
  return packageFolders(root, ["packages", "apps", "tooling"])
    .flatMap(sourceFiles)
    .flatMap((file) => brokenRules(path.relative(root, file), readFileSync(file, "utf8")));
}

/** The broken rules of one file. @param {string} file @param {string} text */
export function brokenRules(file, text) {
  return [...wideComments(file, text), ...literalSpreads(file, text), ...tooLong(file, text)];
}

/**
 * Comments wrap at 120 columns, as code does; an address or a link may be longer.
 * @param {string} file
 * @param {string} text
 */
function wideComments(file, text) {
  const wide = text.split("\n").flatMap((line, index) => {
    const begin = line.search(/(?<=^\s*)(\/\/|\/\*|\*)|(?<=\s)\/\/ /);
    return line.length <= widest || begin < 0 || /https?:\/\/\S{60}/.test(line) ? [] : [{ line, index, begin }];
  });
  if (wide.length === 0) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return wide
    .filter(({ index, begin }) => !isInLiteral(source, source.getPositionOfLineAndCharacter(index, begin)))
    .map(
      ({ line, index }) =>
        `${file}:${index + 1}: expected a comment of at most ${widest} columns, got ${line.length}. Wrap it.`,
    );
}

/**
 * Whether what looks like a comment at a position is inside of a string, a template or a regular expression.
 * @param {ts.Node} node
 * @param {number} position
 * @returns {boolean}
 */
function isInLiteral(node, position) {
  if (position < node.getStart() || position >= node.end) return false;
  if (ts.isLiteralExpression(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isTemplateHead(node)) return true;
  return ts.forEachChild(node, (child) => isInLiteral(child, position) || undefined) ?? false;
}

/** `...{ a, b }` among other properties says no more than `a, b`. @param {string} file @param {string} text */
function literalSpreads(file, text) {
  if (!text.includes("...{")) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  /** @type {string[]} */
  const found = [];
  /** @param {ts.Node} node */
  function visit(node) {
    if (ts.isSpreadAssignment(node) && ts.isObjectLiteralExpression(node.expression)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${file}:${line + 1}: expected properties, got the spread of a literal. Write them one by one.`);
    }
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}

/**
 * A file of more lines does more than one thing; tests may list their cases.
 * @param {string} file
 * @param {string} text
 */
function tooLong(file, text) {
  if (isTest(file) || !/[\\/]src[\\/]/.test(file)) return [];
  const lines = lineCount(text);
  return lines <= longest
    ? []
    : [`${file}: expected at most ${longest} lines, got ${lines}. Split it by what it does.`];
}

/** How many lines a text has, whether or not the last one ends. @param {string} text */
export function lineCount(text) {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}
