/** What a source file exports, followed through its re-exports to the declarations, without types. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** @typedef {import("./public-symbols.mjs").PublicSymbol} PublicSymbol */
/** @typedef {Map<string, PublicSymbol>} Exports */

/**
 * What a file exports; names that it takes of another package are left out.
 * @param {string} file
 * @returns {Exports}
 */
export function exportsOf(file) {
  const { statements } = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const imported = importedNames(file, statements);
  const local = localDeclarations(file, statements);
  return new Map(
    statements.flatMap((statement) => {
      if (ts.isExportDeclaration(statement)) return [...reExports(file, statement, local, imported)];
      return namesOf(statement)
        .filter(() => isExported(statement))
        .flatMap((name) => named(name, local.get(name)));
    }),
  );
}

/**
 * @param {string} file
 * @param {ts.ExportDeclaration} statement
 * @param {Exports} local
 * @param {ReadonlyMap<string, () => PublicSymbol | undefined>} imported
 * @returns {[string, PublicSymbol][]}
 */
function reExports(file, { exportClause, moduleSpecifier }, local, imported) {
  const from = moduleSpecifier === undefined ? undefined : relativeFile(file, moduleSpecifier);
  if (moduleSpecifier !== undefined && from === undefined) return [];
  const theirs = from === undefined ? undefined : exportsOf(from);
  if (exportClause === undefined) return [...(theirs ?? [])];
  if (ts.isNamespaceExport(exportClause)) return [];
  return exportClause.elements.flatMap(({ name, propertyName = name }) => {
    const own = () => local.get(propertyName.text) ?? imported.get(propertyName.text)?.();
    return named(name.text, theirs === undefined ? own() : theirs.get(propertyName.text));
  });
}

/** @param {string} name @param {PublicSymbol | undefined} symbol @returns {[string, PublicSymbol][]} */
function named(name, symbol) {
  return symbol === undefined ? [] : [[name, { ...symbol, name }]];
}

/** @param {string} file @param {ts.NodeArray<ts.Statement>} statements @returns {Exports} */
function localDeclarations(file, statements) {
  /** @type {Exports} */
  const found = new Map();
  for (const statement of statements) {
    for (const name of namesOf(statement)) {
      const declarations = [...(found.get(name)?.declarations ?? []), statement];
      found.set(name, { name, file, declarations });
    }
  }
  return found;
}

/** @param {string} file @param {ts.NodeArray<ts.Statement>} statements */
function importedNames(file, statements) {
  return new Map(
    statements.filter(ts.isImportDeclaration).flatMap(({ importClause, moduleSpecifier }) => {
      const from = relativeFile(file, moduleSpecifier);
      const bindings = importClause?.namedBindings;
      if (from === undefined || bindings === undefined || !ts.isNamedImports(bindings)) return [];
      return bindings.elements.map(({ name, propertyName = name }) => {
        const follow = () => exportsOf(from).get(propertyName.text);
        return /** @type {const} */ ([name.text, follow]);
      });
    }),
  );
}

/** The names that a statement declares. @param {ts.Statement} statement @returns {string[]} */
function namesOf(statement) {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

/** @param {ts.Statement} statement */
function isExported(statement) {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

/** @param {string} file @param {ts.Expression} specifier */
function relativeFile(file, specifier) {
  if (!ts.isStringLiteral(specifier) || !specifier.text.startsWith(".")) return undefined;
  const target = path.resolve(path.dirname(file), specifier.text);
  return /\.m?ts$/.test(target) && existsSync(target) ? target : undefined;
}
