/**
 * The type declarations that one package publishes: those its entries reach, in the tree of its sources, on their own
 * feet.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** The condition under which a package's exports name the source of an entry. */
const sourceCondition = "@tresnet/source";

/**
 * A package with entries to declare.
 * @typedef {object} Package
 * @property {string} folder
 * @property {string} name
 * @property {readonly { source: string, types: string }[]} entries Each entry's source file and the file that npm's
 * users find its types in.
 */

/**
 * The package in a folder, or undefined where none of its exports names a source.
 * @param {string} folder
 * @returns {Package | undefined}
 */
export function packageIn(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  /** @type {Record<string, string>[]} */
  const exported = Object.values(manifest.exports ?? {}).filter((entry) => typeof entry === "object");
  const entries = exported.flatMap(({ [sourceCondition]: source, types }) =>
    source === undefined || types === undefined
      ? []
      : [{ source: path.join(folder, source), types: path.join(folder, types) }],
  );
  return entries.length === 0 ? undefined : { folder, name: String(manifest.name), entries };
}

/**
 * What to write where, in a package's dist: a declaration file for each file of `src` that an entry's types lead to.
 * Relative imports end in `.js` there, as npm's users need it, and the types of a private package, which npm will not
 * have, lie beside.
 * @param {ts.Program} program Has the package's entries, and settings to emit declarations.
 * @param {Package} package_
 * @returns {Map<string, string>}
 * @throws Error when a type can't be declared, leads into the inside of another package, or an entry's file would be
 * missing.
 */
export function declarationsOf(program, { folder, name, entries }) {
  /** @type {Map<string, string>} */
  const written = new Map();
  const waiting = entries.map(({ source }) => source);
  for (const file of waiting) {
    const target = targetOf(folder, file);
    if (written.has(target)) continue;
    const content = rewritten(declarationText(program, file), (specifier) => {
      const imported = importedFile(program, { folder, name, file, specifier });
      if (imported === undefined) return specifier;
      waiting.push(imported);
      return relativeImport(target, targetOf(folder, imported));
    });
    written.set(target, content);
  }
  for (const { source, types } of entries) {
    if (written.has(types)) continue;
    throw new Error(
      `${name}: its package.json expects the types of ${source} in ${types}, they are in ${targetOf(folder, source)}. Correct "types" there.`,
    );
  }
  return written;
}

/** @param {ts.Program} program @param {string} file */
function declarationText(program, file) {
  if (/\.d\.[cm]?ts$/.test(file)) return readFileSync(file, "utf8");
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`declarations: the compiler has not seen ${file}, which a type leads to.`);
  let text = "";
  const { diagnostics } = program.emit(source, (_, content) => (text = content), undefined, true);
  if (diagnostics.length > 0) throw new Error(formatted(diagnostics));
  return text;
}

/**
 * The file behind an import, where it has to be published with the package; undefined for what npm installs.
 * @param {ts.Program} program
 * @param {{ folder: string, name: string, file: string, specifier: string }} import_
 */
function importedFile(program, { folder, name, file, specifier }) {
  const { resolvedModule } = ts.resolveModuleName(specifier, file, program.getCompilerOptions(), ts.sys);
  const imported = resolvedModule && path.normalize(resolvedModule.resolvedFileName);
  if (!specifier.startsWith(".")) return imported !== undefined && isPrivate(imported) ? imported : undefined;
  if (imported === undefined)
    throw new Error(`${name}: the types of ${file} lead to "${specifier}", which is not there.`);
  const home = packageFolder(file);
  if (packageFolder(imported) === home && (home !== folder || isInside(path.join(folder, "src"), imported)))
    return imported;
  throw new Error(
    `${name}: a type of ${file} is not exported by the package it comes from: "${specifier}". Export it there, or write a type here.`,
  );
}

/** True for a file of this repository that npm will not have. @param {string} file */
function isPrivate(file) {
  if (/[\\/]node_modules[\\/]/.test(file)) return false;
  return JSON.parse(readFileSync(path.join(packageFolder(file), "package.json"), "utf8")).private === true;
}

/** The nearest folder above with a package.json. @param {string} file */
function packageFolder(file) {
  let folder = path.dirname(file);
  while (!existsSync(path.join(folder, "package.json"))) folder = path.dirname(folder);
  return folder;
}

/**
 * Where a file's declarations go: own sources as they lie in `src`, another package's in a folder of its name.
 * @param {string} folder
 * @param {string} file
 */
function targetOf(folder, file) {
  const home = packageFolder(file);
  const inside =
    home === folder
      ? path.relative(path.join(folder, "src"), file)
      : path.join(path.basename(home), path.relative(home, file));
  return path.join(folder, "dist", inside.replace(/(?:\.d)?\.([cm]?)ts$/, ".d.$1ts"));
}

/** @param {string} from @param {string} to */
function relativeImport(from, to) {
  const relative = path
    .relative(path.dirname(from), to)
    .replaceAll(path.sep, "/")
    .replace(/\.d\.([cm]?)ts$/, ".$1js");
  return relative.startsWith(".") ? relative : `./${relative}`;
}

/** The text with every module's name replaced. @param {string} text @param {(specifier: string) => string} replace */
function rewritten(text, replace) {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  let [result, end] = ["", 0];
  for (const { fileName, pos } of importedFiles) {
    const start = pos + 1; // behind the quotation mark
    result += text.slice(end, start) + replace(fileName);
    end = start + fileName.length;
  }
  return result + text.slice(end);
}

/** @param {string} folder @param {string} file */
function isInside(folder, file) {
  return !path.relative(folder, file).startsWith("..");
}

/** @param {readonly ts.Diagnostic[]} diagnostics */
function formatted(diagnostics) {
  return ts.formatDiagnostics(diagnostics, {
    getCanonicalFileName: (file) => file,
    getCurrentDirectory: () => process.cwd(),
    getNewLine: () => "\n",
  });
}
