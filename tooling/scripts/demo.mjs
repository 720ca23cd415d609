/**
 * `npm run demo`: installs and builds where something changed, then trains on real photographs with the command
 * `tresnet demo`.
 *
 * Arguments after `--` go to that command: `npm run demo -- --epochs 2`.
 */
import path from "node:path";
import { isBuilt, rememberBuild } from "./build-stamp.mjs";
import { run } from "./command.mjs";
import { phases, runPhase } from "./phases.mjs";
import { repository, requireNode } from "./repository.mjs";

requireNode();
process.exitCode = await demo(process.argv.slice(2));

/** @param {readonly string[]} args */
async function demo(args) {
  if (!isBuilt()) {
    const { install, build } = phases();
    for (const phase of [install, build]) {
      // stderr, because `npm run demo -- --json | tail -1` is for machines
      const code = await runPhase(phase, console.error);
      if (code !== 0) return code;
    }
    rememberBuild();
  }
  const cli = path.join(repository, "apps/trainer/dist/cli.js");
  const { code } = await run([process.execPath, cli, "demo", ...args], { cwd: process.cwd() });
  return code;
}
