/** Runs vitest project by project on one Node and adds up what it counted. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "./command.mjs";
import { countsOfRun, sum } from "./counts.mjs";
import { repository } from "./repository.mjs";

/** Fast ones first. One after another, so that whole models do not share two cores with everything else. */
export const projects = ["pure", "native", "slow"];

/**
 * Runs every project, failures or not.
 * @param {object} [options]
 * @param {string} [options.node] The Node to run on; this one unless told.
 * @param {boolean} [options.quiet] Show vitest's output only for a project that fails.
 * @param {(project: string, seconds: number) => void} [options.onDone]
 */
export async function runVitest({ node = process.execPath, quiet = false, onDone = () => {} } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "tresnet-vitest-"));
  const counts = [];
  try {
    for (const project of projects) {
      const started = performance.now();
      const file = path.join(folder, `${project}.json`);
      const vitest = path.join(repository, "node_modules/vitest/vitest.mjs");
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
      const { code, output } = await run([node, vitest, "run", "--project", project, ...reporters], { quiet });
      if (quiet && code !== 0) process.stdout.write(output);
      counts.push(countsOfRun(existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined, code));
      onDone(project, (performance.now() - started) / 1000);
    }
    return sum(counts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
