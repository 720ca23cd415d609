/**
 * `pnpm api`: the reference of all public packages, out of their types and doc comments, as HTML in docs/api; broken
 * links fail. `pnpm api --documented`: how many exports of each package are documented with all their members, and what
 * is missing.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { convert } from "./convert.mjs";
import { documentedExports } from "./documented-exports.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const { values } = parseArgs({ options: { documented: { type: "boolean", default: false } } });

const { app, project } = await convert(root);
if (values.documented) printDocumented();
else process.exitCode = await writeReference();

/** Writes docs/api and resolves with the exit code: 1 where a comment links to what is not there. */
async function writeReference() {
  app.validate(project);
  await app.generateDocs(project, path.join(root, "docs/api"));
  const sound = !app.logger.hasErrors() && !app.logger.hasWarnings();
  console.log(sound ? "docs/api/index.html is the reference." : "The reference has broken links; see above.");
  return sound ? 0 : 1;
}

function printDocumented() {
  const counts = (project.children ?? []).map(documentedExports);
  for (const { name, exports, documented, missing } of counts) {
    console.log(`${name}: ${documented} of ${exports} exports documented`);
    for (const line of missing) console.log(`  ${line}`);
  }
  const sum = (/** @type {"exports" | "documented"} */ field) =>
    counts.reduce((total, count) => total + count[field], 0);
  console.log(`${sum("documented")} of ${sum("exports")} exports documented`);
}
