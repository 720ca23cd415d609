/** Runs a command: in view, or quietly with its output kept for the case that it fails. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { repository } from "./repository.mjs";

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd] Folder to run in; the repository's root unless told.
 * @property {NodeJS.ProcessEnv} [env] Variables that replace the inherited ones.
 * @property {boolean} [quiet] Keep the output and give it back, in place of showing it.
 */

/**
 * Runs `command` and resolves with its exit code and, if quiet, its output; a signal counts as 128 + its number.
 * @param {readonly string[]} command Program and arguments; never a shell, so that paths may hold spaces.
 * @param {CommandOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run([program = "", ...args], { cwd = repository, env = process.env, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit" });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    const stopForwarding = forwardSignals(child);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      stopForwarding();
      resolve({ code: code ?? 128 + (signal === null ? 1 : constants.signals[signal]), output });
    });
  });
}

/**
 * Lets the child decide how Ctrl-C ends. A terminal gives it to the whole group already, so only other senders' is
 * passed on.
 * @param {import("node:child_process").ChildProcess} child
 */
function forwardSignals(child) {
  const onInterrupt = () => {
    if (!process.stdin.isTTY) child.kill("SIGINT");
  };
  const onTerminate = () => {
    child.kill("SIGTERM");
  };
  process.on("SIGINT", onInterrupt).on("SIGTERM", onTerminate);
  return () => {
    process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate);
  };
}
