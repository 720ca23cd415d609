/** Tells in milliseconds whether what is installed and built belongs to the sources as they are now. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { repository } from "./repository.mjs";

const rootFiles = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "turbo.json"];
const skipped = new Set(["node_modules", "dist", "test", ".turbo"]);

/**
 * True when the last build was made from these very files and its products are as it left them.
 * @param {string} [root]
 */
export function isBuilt(root = repository) {
  const stamp = stampFile(root);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === hashOfBuild(root);
}

/** Notes that what is built now belongs to these files. @param {string} [root] */
export function rememberBuild(root = repository) {
  mkdirSync(path.dirname(stampFile(root)), { recursive: true });
  writeFileSync(stampFile(root), hashOfBuild(root));
}

/** Below node_modules: whoever removes that has to install again. @param {string} root */
function stampFile(root) {
  return path.join(root, "node_modules/.cache/tresnet/build-stamp");
}

/**
 * Of sources and products: a build of another commit, stopped halfway, leaves the sources of this one and other
 * products.
 * @param {string} root
 */
function hashOfBuild(root) {
  const hash = createHash("sha256").update(process.version);
  const files = [
    ...rootFiles.map((file) => path.join(root, file)),
    ...["packages", "apps", "tooling"].flatMap((group) => sources(path.join(root, group))),
    ...["packages", "apps"].flatMap((group) => products(path.join(root, group))),
  ];
  for (const file of files.sort()) {
    const content = readFileSync(file);
    hash.update(`${path.relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** @param {string} folder @returns {string[]} */
function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : sources(full);
    return entry.isFile() && !/\.test\.ts$|\.md$/.test(entry.name) ? [full] : [];
  });
}

/** What the packages in this folder were built to. @param {string} group @returns {string[]} */
function products(group) {
  return readdirSync(group).flatMap((name) => {
    const built = path.join(group, name, "dist");
    if (!existsSync(built)) return [];
    const entries = readdirSync(built, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  });
}
