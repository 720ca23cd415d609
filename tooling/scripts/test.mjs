/**
 * `npm test`: from a fresh clone to tested, with only Node, npm and Python's pip (or uv) on the machine.
 *
 * Installs, checks format, lint, the order of packages and rooms, links and types, builds, runs all tests; stops at the
 * first phase that fails. The last line is "N passed, N failed": tests, or one failure for a phase before them.
 */
import { rememberBuild } from "./build-stamp.mjs";
import { countsLine } from "./counts.mjs";
import { phases, runPhase } from "./phases.mjs";
import { requireNode } from "./repository.mjs";
import { runVitest } from "./vitest-run.mjs";

requireNode();
const counts = await test();
console.log(countsLine(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;

async function test() {
  const { install, lint, boundaries, links, buildAndTypes } = phases();
  for (const phase of [install, lint, boundaries, links, buildAndTypes]) {
    if ((await runPhase(phase)) !== 0) return { passed: 0, failed: 1 };
  }
  rememberBuild(); // for the demo
  return runVitest();
}
