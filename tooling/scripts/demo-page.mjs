/**
 * `node tooling/scripts/demo-page.mjs FOLDER`, after `npm run demo -- --output FOLDER`: opens the page that the demo
 * ended with in Chromium, and compares its answers with those of `tresnet predict`. Without Chromium this is not run,
 * and said to be. The last line is "N passed, N failed".
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { countsLine } from "./counts.mjs";
import { requireNode } from "./repository.mjs";
import { runVitest } from "./vitest-run.mjs";

requireNode();
const counts = await testPage(process.argv[2]);
console.log(countsLine(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;

/** @param {string | undefined} folder */
async function testPage(folder) {
  const run = folder === undefined ? undefined : runWithPage(folder);
  if (run === undefined) {
    console.error(`demo-page: expected the demo's --output, in which a run has a site/, got ${folder ?? "none"}.`);
    return { passed: 0, failed: 1 };
  }
  process.env["TRESNET_DEMO_RUN"] = run;
  return runVitest({ named: ["demo"] });
}

/** The last run in the folder that has a page. @param {string} folder */
function runWithPage(folder) {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const runs = names.map((name) => path.resolve(folder, name));
  return runs.findLast((run) => existsSync(path.join(run, "site", "index.html")));
}
