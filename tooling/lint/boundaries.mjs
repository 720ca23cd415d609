/**
 * Finds imports against the one-way order of packages.
 *
 * Looks at package.json files and at every import statement of packages/*, apps/* and tooling/*. Imports of another
 * package's inside, relative imports that leave their package, and tooling in shipped code fail as well.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { allowedImports, bundledImports, developmentImports, sourceReaders, testImports } from "./allowed-imports.mjs";
import { importsOf, isTest, packageFolders, sourceFiles } from "./source-files.mjs";

const scope = "@tresnet/";

/** Every broken rule of the repository at `root`, as sentences. @param {string} root */
export function brokenBoundaries(root) {
  return packageFolders(root, ["packages", "apps", "tooling"])
    .filter((folder) => existsSync(path.join(folder, "package.json")))
    .flatMap((folder) => [...brokenManifest(root, folder), ...brokenImports(root, folder)]);
}

/** @param {string} root @param {string} folder */
function brokenManifest(root, folder) {
  const file = path.join(folder, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  const name = path.basename(folder);
  const workspace = (/** @type {string} */ field) =>
    Object.keys(manifest[field] ?? {})
      .filter((dependency) => dependency.startsWith(scope))
      .map((dependency) => dependency.slice(scope.length));
  const where = path.relative(root, file);
  return [
    ...(manifest.name === scope + name ? [] : [`${where}: expected the name ${scope}${name}, got ${manifest.name}.`]),
    ...["dependencies", "peerDependencies", "optionalDependencies"].flatMap((field) =>
      workspace(field)
        .filter((dependency) => !mayImport(name, dependency))
        .map((dependency) => `${where}: ${name} may not depend on ${dependency}. ${allowed(name)}`),
    ),
    ...workspace("devDependencies")
      .filter((dependency) => !mayImport(name, dependency) && !mayDevelopWith(name, dependency))
      .map((dependency) => `${where}: ${name} may not depend on ${dependency} for development. ${allowed(name)}`),
  ];
}

/** @param {string} root @param {string} folder */
function brokenImports(root, folder) {
  const name = path.basename(folder);
  return sourceFiles(folder).flatMap((file) => {
    const shipped = path.relative(folder, file).startsWith(`src${path.sep}`) && !isTest(file);
    return importsOf(file).flatMap((specifier) => {
      const problem = problemOf({ root, name, folder, file, specifier, shipped });
      return problem === undefined ? [] : [`${path.relative(root, file)}: imports "${specifier}": ${problem}`];
    });
  });
}

/**
 * @param {{ root: string, name: string, folder: string, file: string, specifier: string, shipped: boolean }} import_
 * @returns {string | undefined}
 */
function problemOf({ root, name, folder, file, specifier, shipped }) {
  if (specifier.startsWith(".")) {
    const outside = path.relative(folder, path.resolve(path.dirname(file), specifier)).startsWith("..");
    return outside && !sourceReaders.includes(name)
      ? "a relative import stays in its package; import the package by name."
      : undefined;
  }
  if (!specifier.startsWith(scope)) return undefined;
  const [imported = "", ...inside] = specifier.slice(scope.length).split("/");
  if (inside.length > 0 && !isExported(root, imported, inside)) {
    return `it is not among the entries that ${imported}'s package.json exports.`;
  }
  if (imported === name) return "a package imports its own files by relative path.";
  if (mayImport(name, imported) || mayBundle(name, imported)) return undefined;
  if (!shipped && mayDevelopWith(name, imported)) return undefined;
  return allowed(name);
}

/** @param {string} root @param {string} imported @param {readonly string[]} inside */
function isExported(root, imported, inside) {
  const manifest = ["packages", "apps", "tooling"]
    .map((group) => path.join(root, group, imported, "package.json"))
    .find((file) => existsSync(file));
  return (
    manifest !== undefined && `./${inside.join("/")}` in (JSON.parse(readFileSync(manifest, "utf8")).exports ?? {})
  );
}

/** @param {string} name @param {string} imported */
function mayImport(name, imported) {
  return allowedImports[name]?.includes(imported) ?? false;
}

/** Settings and test tools, for whatever is not shipped. @param {string} name @param {string} imported */
function mayDevelopWith(name, imported) {
  return (
    mayBundle(name, imported) ||
    developmentImports.includes(imported) ||
    (testImports[name]?.includes(imported) ?? false)
  );
}

/** @param {string} name @param {string} imported */
function mayBundle(name, imported) {
  return bundledImports[name]?.includes(imported) ?? false;
}

/** @param {string} name */
function allowed(name) {
  const list = allowedImports[name] ?? [];
  return `${name} may import ${list.length === 0 ? "no workspace package" : list.join(", ")} (tooling/lint/allowed-imports.mjs).`;
}
