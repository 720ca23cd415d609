/**
 * Runs every comparison with golden values and prints the largest error of each: `pnpm --filter @tresnet/zoo parity`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "../../..");
const folder = mkdtempSync(path.join(tmpdir(), "tresnet-parity-"));
const lines = path.join(folder, "errors.jsonl");
const tests = [
  "packages/tensor-ops/test/golden",
  "packages/zoo/test/parity",
  "packages/zoo/test/fullsize",
  "packages/zoo/test/resnet50",
];
// One project after another: a worker that has run one would carry tfjs's registry of kernels into the next.
const runs = ["native", "slow"].map((project) =>
  spawnSync("npx", ["vitest", "run", "--project", project, "--reporter", "dot", "--silent=true", ...tests], {
    cwd: repository,
    env: { ...process.env, TRESNET_PARITY: lines },
    stdio: ["ignore", "inherit", "inherit"],
  }),
);

const worst = new Map();
const recorded = existsSync(lines) ? readFileSync(lines, "utf8").trim().split("\n") : [];
for (const line of recorded) {
  const { fixture, quantity, error, tolerance } = JSON.parse(line);
  const row = worst.get(fixture) ?? { error: -1, quantity, tolerance: 0, compared: 0 };
  row.compared += 1;
  row.tolerance = Math.max(row.tolerance, tolerance);
  if (error > row.error) Object.assign(row, { error, quantity });
  worst.set(fixture, row);
}
rmSync(folder, { recursive: true });

console.log("\nLargest relative error, max|a - b| / max|b|, of each fixture:");
for (const [fixture, { error, quantity, tolerance, compared }] of [...worst].sort(([a], [b]) => a.localeCompare(b))) {
  const numbers = `${error.toExponential(1)} (allowed ${tolerance.toExponential(0)})`;
  console.log(
    `${fixture.padEnd(44)} ${numbers.padEnd(24)} ${String(compared).padStart(4)} compared, worst: ${quantity}`,
  );
}
process.exitCode = runs.every(({ status }) => status === 0) ? 0 : 1;
