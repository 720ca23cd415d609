/**
 * Fails on links of Markdown files that lead nowhere: `node tooling/lint/links.mjs [ROOT]`.
 *
 * Looks at every Markdown file that is not generated: a relative link must name a file or folder that is there, and
 * after # one of the headings of the file it leads to. Addresses of the web are not asked.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const generated = ["node_modules", "dist", "runs", ".turbo", ".git", path.join("docs", "api")];

/** Every broken link of the Markdown files below `root`, as sentences. @param {string} root */
export function brokenLinks(root) {
  return markdownFiles(root, root).flatMap((file) =>
    linksOf(readFileSync(file, "utf8")).flatMap(({ target, line }) => {
      const problem = problemOf(file, target);
      return problem === undefined ? [] : [`${path.relative(root, file)}:${line}: links to "${target}": ${problem}`];
    }),
  );
}

/** @param {string} file @param {string} target @returns {string | undefined} */
function problemOf(file, target) {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return undefined;
  const [relative = "", heading] = decodeURI(target).split("#");
  const destination = relative === "" ? file : path.resolve(path.dirname(file), relative);
  if (!existsSync(destination)) return `there is no ${relative}.`;
  if (heading === undefined || !destination.endsWith(".md")) return undefined;
  return headingsOf(readFileSync(destination, "utf8")).includes(heading)
    ? undefined
    : `${path.basename(destination)} has no such heading.`;
}

/** Links and images outside of code, with their lines. @param {string} markdown */
function linksOf(markdown) {
  return withoutCode(markdown).flatMap((text, index) =>
    [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)].map(([, target = ""]) => ({ target, line: index + 1 })),
  );
}

/** Lines with code made blank, so that their numbers stay. @param {string} markdown */
function withoutCode(markdown) {
  let fence = "";
  return markdown.split("\n").map((line) => {
    const [, mark = ""] = /^\s*(```+|~~~+)/.exec(line) ?? [];
    const isFence = mark !== "" && (fence === "" || mark.startsWith(fence));
    const isCode = isFence || fence !== "";
    if (isFence) fence = fence === "" ? mark : "";
    return isCode ? "" : line.replace(/`[^`]*`/g, "");
  });
}

/** The anchors that GitHub gives to headings. @param {string} markdown */
function headingsOf(markdown) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  const headings = markdown.split("\n").flatMap((line) => /^#{1,6}\s+(.*)$/.exec(line)?.[1] ?? []);
  return headings.map((heading) => {
    const anchor = heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-");
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** @param {string} root @param {string} folder @returns {string[]} */
function markdownFiles(root, folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (generated.includes(entry.name) || generated.includes(path.relative(root, full))) return [];
    if (entry.isDirectory()) return markdownFiles(root, full);
    return entry.name.endsWith(".md") ? [full] : [];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = brokenLinks(process.argv[2] ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../.."));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
