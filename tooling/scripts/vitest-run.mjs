/** Runs vitest project by project on one Node and adds up what it counted. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "./command.mjs";
import { countsOfRun, notRunOf, sum } from "./counts.mjs";
import { repository } from "./repository.mjs";

/** Fast ones first. One after another, so that whole models do not share two cores with everything else. */
export const projects = ["pure*", "native", "slow"];

/**
 * Runs projects, failures or not.
 * @param {object} [options]
 * @param {readonly string[]} [options.named] Their names; those of npm test unless told.
 * @param {string} [options.node] The Node to run on; this one unless told.
 * @param {boolean} [options.quiet] Show vitest's output only for a project that fails.
 * @param {(project: string, seconds: number) => void} [options.onDone]
 */
export async function runVitest({ named = projects, node = process.execPath, quiet = false, onDone = () => {} } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "tresnet-vitest-"));
  const counts = [];
  const notRun = [];
  try {
    for (const [index, project] of named.entries()) {
      const started = performance.now();
      const file = path.join(folder, `${index}.json`);
      const vitest = path.join(repository, "node_modules/vitest/vitest.mjs");
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
      const { code, output } = await run([node, vitest, "run", "--project", project, ...reporters], { quiet });
      if (quiet && code !== 0) process.stdout.write(output);
      const report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
      counts.push(countsOfRun(report, code));
      notRun.push(...notRunOf(report));
      onDone(project, (performance.now() - started) / 1000);
    }
    printNotRun(notRun);
    return sum(counts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Says which tests did not run and why; nothing where all did.
 * @param {readonly { file: string, tests: number }[]} files
 */
function printNotRun(files) {
  if (files.length === 0) return;
  const total = files.reduce((all, { tests }) => all + tests, 0);
  console.log(
    `\n${total} tests were not run: what they compare with is not here, files in ../shared, a Python or Chromium.`,
  );
  for (const { file, tests } of files) console.log(`  ${path.relative(repository, file)}: ${tests}`);
  console.log("CONTRIBUTING.md says what they are and how to name them.\n");
}
