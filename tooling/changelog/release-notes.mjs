/** What the CHANGELOGs say of a release, as pure functions of its changes. */
import { themes } from "./themes.mjs";

/**
 * @typedef {import("./changesets.mjs").Change} Change
 *
 * @typedef {object} Release
 * @property {string} version
 * @property {string} date As 2026-11-30.
 * @property {readonly Change[]} changes
 * @property {string} [highlights] Markdown that stands before the list.
 */

/**
 * A release's section of the CHANGELOG at the root: every change once, by theme, what is new before what was mended.
 * @param {Release} release
 */
export function rootSection({ version, date, changes, highlights = "" }) {
  const lists = Object.entries(themes).flatMap(([theme, title]) => {
    const own = changes.filter((change) => change.theme === theme);
    const [added, mended] = [own.filter(({ bump }) => bump !== "patch"), own.filter(({ bump }) => bump === "patch")];
    return own.length === 0 ? [] : [`### ${title}\n\n${[...added, ...mended].map(entry).join("\n")}\n`];
  });
  return [`## ${version} (${date})\n`, ...(highlights === "" ? [] : [`${highlights.trim()}\n`]), ...lists].join("\n");
}

/**
 * A release's section of one package's CHANGELOG: where to read, and under which headings.
 * @param {Release} release
 * @param {string} packageName
 */
export function packageSection({ version, date, changes }, packageName) {
  const own = changes.filter(({ packages }) => packages.includes(packageName));
  const titles = Object.keys(themes).filter((theme) => own.some((change) => change.theme === theme));
  const count = own.length === 1 ? "1 change" : `${own.length} changes`;
  const where = `[CHANGELOG](../../CHANGELOG.md) of all packages`;
  const text =
    own.length === 0
      ? `No change of its own; the ${where} tells the others'.`
      : `${count}, told in the ${where}: ${titles.map((theme) => themes[theme]).join(", ")}.`;
  return `## ${version} (${date})\n\n${text}\n`;
}

/**
 * A CHANGELOG with `section` as its newest release; the same version is replaced.
 * @param {string} changelog What there is; may be empty.
 * @param {{ title: string, version: string, section: string }} release
 */
export function withSection(changelog, { title, version, section }) {
  const [head = "", ...sections] = changelog.split(/^(?=## )/m);
  const others = sections.filter((text) => !new RegExp(`^## ${version.replaceAll(".", "\\.")}(?![\\w.-])`).test(text));
  return [
    `${head.trim() === "" ? `# ${title}` : head.trimEnd()}\n\n`,
    `${section.trimEnd()}\n`,
    ...others.map((text) => `\n${text}`),
  ]
    .join("")
    .trimEnd()
    .concat("\n");
}

/** One point of a list; further paragraphs and points are indented below it. @param {Change} change */
function entry({ text, packages }) {
  const blocks = text.split(/\n\s*\n|\n(?=- )/).map((block) => block.replace(/\s*\n\s*/g, " ").trim());
  const [first = "", ...others] = blocks;
  return [
    `- ${first} (${packages.join(", ")})`,
    ...others.map((block) => `  ${block.startsWith("- ") ? "" : "\n  "}${block}`),
  ].join("\n");
}
