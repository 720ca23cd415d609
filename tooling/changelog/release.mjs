/** The pending changes as a release: its version, its highlights; and writing it into the CHANGELOGs. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nextVersion, pendingChanges } from "./changesets.mjs";
import { packageSection, rootSection, withSection } from "./release-notes.mjs";

/** The release that the pending changes make. @param {string} root @returns {import("./release-notes.mjs").Release} */
export function pendingRelease(root) {
  const changes = pendingChanges(root);
  const [first] = publicPackages(root);
  const version = nextVersion(first?.version ?? "0.0.0", changes);
  const file = path.join(root, "tooling/changelog/highlights", `${version}.md`);
  const highlights = existsSync(file) ? readFileSync(file, "utf8") : "";
  return { version, date: new Date().toISOString().slice(0, 10), changes, highlights };
}

/** Writes the CHANGELOG at the root and those of the packages; running it again replaces the same version. */
export function writeChangelogs(
  /** @type {string} */ root,
  /** @type {import("./release-notes.mjs").Release} */ release,
) {
  const { version } = release;
  const file = path.join(root, "CHANGELOG.md");
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  writeFileSync(file, withSection(before, { title: "Changelog", version, section: rootSection(release) }));
  for (const { folder, name } of publicPackages(root)) {
    const own = path.join(folder, "CHANGELOG.md");
    const section = packageSection(release, name.replace("@tresnet/", ""));
    writeFileSync(
      own,
      withSection(existsSync(own) ? readFileSync(own, "utf8") : "", { title: name, version, section }),
    );
  }
}

/** @param {string} root @returns {{ folder: string, name: string, version: string }[]} */
function publicPackages(root) {
  return ["packages", "apps"]
    .flatMap((group) => readdirSync(path.join(root, group)).map((name) => path.join(root, group, name)))
    .filter((folder) => existsSync(path.join(folder, "package.json")))
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) }))
    .filter((manifest) => manifest.private !== true);
}
