/**
 * `node tooling/tsconfig/check-types.mjs`: checks the types of every package of the workspace, tests and settings too.
 *
 * What each package's script `typecheck` says (`tsc -p .`), but packages with the same settings are one program: they
 * import each other's source, which is then read and checked once.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Every type error below `root`, as the compiler prints it; "" where there is none. @param {string} root */
export function typeErrors(root) {
  /** @type {Map<string, { options: ts.CompilerOptions, rootNames: string[] }>} */
  const programs = new Map();
  /** @type {ts.Diagnostic[]} */
  const diagnostics = [];
  for (const { options, fileNames, errors } of settingsBelow(root)) {
    diagnostics.push(...errors);
    const { configFilePath: _, ...comparable } = options;
    const key = JSON.stringify(comparable);
    const program = programs.get(key) ?? { options, rootNames: [] };
    program.rootNames.push(...fileNames);
    programs.set(key, program);
  }
  for (const settings of programs.values()) diagnostics.push(...ts.getPreEmitDiagnostics(ts.createProgram(settings)));
  const format = ts.sys.writeOutputIsTTY?.() ? ts.formatDiagnosticsWithColorAndContext : ts.formatDiagnostics;
  return format(ts.sortAndDeduplicateDiagnostics(diagnostics), {
    getCanonicalFileName: (file) => file,
    getCurrentDirectory: () => root,
    getNewLine: () => "\n",
  });
}

/** The settings and files of every package that has a script `typecheck`. @param {string} root */
function settingsBelow(root) {
  return ["packages", "apps", "tooling"]
    .flatMap((group) => readdirSync(path.join(root, group)).map((name) => path.join(root, group, name)))
    .filter((folder) => existsSync(path.join(folder, "package.json")))
    .filter(
      (folder) => "typecheck" in (JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")).scripts ?? {}),
    )
    .map((folder) => {
      const { config, error } = ts.readConfigFile(path.join(folder, "tsconfig.json"), ts.sys.readFile);
      const parsed = ts.parseJsonConfigFileContent(config, ts.sys, folder);
      return { ...parsed, errors: error === undefined ? parsed.errors : [error, ...parsed.errors] };
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const errors = typeErrors(repository);
  if (errors !== "") console.error(errors);
  process.exitCode = errors === "" ? 0 : 1;
}
