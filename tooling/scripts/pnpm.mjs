/** Finds the pnpm that package.json pins: on PATH, else through npx, which every Node brings. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { repository } from "./repository.mjs";

/** The command that starts the pinned pnpm, as the first words of a command line. @returns {string[]} */
export function pnpm() {
  const { packageManager } = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8"));
  const pinned = String(packageManager);
  // Asked outside of the repository: inside, pnpm would fetch the pinned version to answer.
  const found = spawnSync("pnpm", ["--version"], { cwd: tmpdir(), encoding: "utf8" });
  return found.status === 0 && `pnpm@${found.stdout.trim()}` === pinned ? ["pnpm"] : ["npx", "--yes", pinned];
}

/** Variables for every tool that we start: no telemetry, no update notices. */
export const quietTools = {
  ...process.env,
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  NO_UPDATE_NOTIFIER: "1",
  npm_config_update_notifier: "false",
};
