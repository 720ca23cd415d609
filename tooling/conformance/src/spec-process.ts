/**
 * Bundles the specs and runs them in a process of their own: a crash in native code ends that process, not the report.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundleSpecs } from "./bundle-specs.ts";
import type { SpecResult } from "./spec-result.ts";

const dist = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../dist");

/**
 * Runs every spec, or those whose full name contains `part`.
 * @throws Error with the end of stderr when the process does not end well.
 */
export async function runSpecs(part?: string): Promise<SpecResult[]> {
  const bundle = path.join(dist, "specs.mjs");
  const resultsFile = path.join(dist, "results.jsonl");
  mkdirSync(dist, { recursive: true });
  rmSync(resultsFile, { force: true });
  await bundleSpecs(bundle);
  const filter = part === undefined ? [] : [part];
  const child = spawn(process.execPath, [bundle, resultsFile, ...filter], { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const [code, signal] = await once(child, "close");
  const lines = existsSync(resultsFile) ? readFileSync(resultsFile, "utf8").split("\n").filter(Boolean) : [];
  const results = lines.map((line): SpecResult => JSON.parse(line));
  if (signal !== null || code !== 0) {
    const last = results.at(-1)?.name ?? "the start";
    throw new Error(
      `conformance: the specs' process ended with ${signal ?? code} after ${last}.\n${errors.slice(-4000)}`,
    );
  }
  return results;
}
