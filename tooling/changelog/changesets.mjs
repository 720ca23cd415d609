/** The changes that no release has yet: .changeset/NAME.md. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { themeOf } from "./themes.mjs";

/**
 * @typedef {object} Change
 * @property {string} name Of its file.
 * @property {readonly string[]} packages Without their scope, in the file's order.
 * @property {"major" | "minor" | "patch"} bump The greatest of its packages.
 * @property {string} theme
 * @property {string} text One paragraph, or several.
 */

const bumps = /** @type {const} */ (["major", "minor", "patch"]);

/** All pending changes below `root`, by the names of their files. @param {string} root @returns {Change[]} */
export function pendingChanges(root) {
  const folder = path.join(root, ".changeset");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .sort()
    .map((file) => parseChange(path.basename(file, ".md"), readFileSync(path.join(folder, file), "utf8")));
}

/** @param {string} name @param {string} content @returns {Change} */
export function parseChange(name, content) {
  const [, header, body = ""] = /^---\n([\s\S]*?)^---\n([\s\S]*)$/m.exec(content) ?? [];
  if (header === undefined)
    throw new Error(`.changeset/${name}.md: expected "---", packages and "---" at its beginning.`);
  const rows = [...header.matchAll(/^["']?@tresnet\/([\w-]+)["']?:\s*(\w+)\s*$/gm)];
  const packages = rows.map(([, packageName = ""]) => packageName);
  const bump = bumps.find((candidate) => rows.some((row) => row[2] === candidate));
  if (bump === undefined)
    throw new Error(`.changeset/${name}.md: expected a line such as "@tresnet/data": minor, got none.`);
  return { name, packages, bump, ...themeOf({ packages, summary: body.trim() }) };
}

/**
 * The next version: the greatest bump decides; below 1.0.0 as above.
 * @param {string} version
 * @param {readonly Change[]} changes
 */
export function nextVersion(version, changes) {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  const bump = bumps.find((candidate) => changes.some((change) => change.bump === candidate));
  if (bump === "major") return `${major + 1}.0.0`;
  if (bump === "minor") return `${major}.${minor + 1}.0`;
  return bump === "patch" ? `${major}.${minor}.${patch + 1}` : version;
}
