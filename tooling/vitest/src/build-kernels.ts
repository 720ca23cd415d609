/**
 * Vitest's global set-up: tests run on source, and of all packages only the joined kernels of TensorFlow.js are none.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../tfjs-kernels");

/** Builds them in a clone that was never built. */
export function setup(): void {
  if (existsSync(path.join(folder, "dist/index.js"))) return;
  execFileSync(process.execPath, ["build.mjs"], { cwd: folder });
}
