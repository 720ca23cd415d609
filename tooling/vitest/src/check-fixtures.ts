/**
 * Vitest's global set-up: says at the start of a run that golden files are missing, or fails it when they were
 * promised.
 */
import { fixturesFolder } from "./fixtures-folder.ts";

export function setup(): void {
  if (fixturesFolder() !== undefined) return;
  process.stderr.write(
    "No golden files beside this clone: tests that compare with them will not run, and are counted as skipped (see CONTRIBUTING.md).\n",
  );
}
