/**
 * `node tooling/tsup/declarations.mjs [FOLDER…]`: writes the type declarations of these packages, or of all, into their
 * dist.
 *
 * One compiler run for all of them, on source. It emits and does not check: types have a phase of their own.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { declarationsOf, packageIn } from "./package-declarations.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const settings = path.join(here, "../tsconfig/base.json");

/**
 * Writes the declarations of the packages in these folders; what an earlier build left goes.
 * @param {readonly string[]} folders
 * @throws Error when a type can't be declared.
 */
export function writeDeclarations(folders) {
  const packages = folders.map(packageIn).filter((found) => found !== undefined);
  const program = ts.createProgram({
    rootNames: packages.flatMap(({ entries }) => entries.map(({ source }) => source)),
    options: compilerOptions(),
  });
  for (const package_ of packages) {
    const declarations = declarationsOf(program, package_);
    removeOthers(path.join(package_.folder, "dist"), declarations);
    for (const [file, text] of declarations) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
}

/** @returns {ts.CompilerOptions} */
function compilerOptions() {
  const { config } = ts.readConfigFile(settings, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(settings));
  return { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true };
}

/** @param {string} dist @param {Map<string, string>} declarations */
function removeOthers(dist, declarations) {
  if (!existsSync(dist)) return;
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (/\.d\.[cm]?ts$/.test(file) && !declarations.has(file)) rmSync(file);
  }
}

/** Every package that npm may get. @returns {string[]} */
function allFolders() {
  const root = path.join(here, "../..");
  return ["packages", "apps"]
    .flatMap((group) => readdirSync(path.join(root, group)).map((name) => path.join(root, group, name)))
    .filter((folder) => existsSync(path.join(folder, "package.json")));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const asked = process.argv.slice(2).map((folder) => path.resolve(folder));
  writeDeclarations(asked.length > 0 ? asked : allFolders());
}
