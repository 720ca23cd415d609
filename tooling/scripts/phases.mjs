/** The steps that make a clone ready, in order, each with a name for the progress line and the error. */
import { run } from "./command.mjs";
import { pnpm, quietTools } from "./pnpm.mjs";

/**
 * @typedef {object} Phase
 * @property {string} name
 * @property {readonly string[]} command
 */

/** @returns {{ install: Phase, build: Phase, lint: Phase, boundaries: Phase, links: Phase, buildAndTypes: Phase }} */
export function phases() {
  const turbo = (/** @type {string[]} */ ...tasks) => {
    return [...pnpm(), "exec", "turbo", "run", ...tasks, "--output-logs=errors-only"];
  };
  return {
    install: { name: "install", command: [...pnpm(), "install", "--frozen-lockfile"] },
    build: { name: "build", command: turbo("build") },
    lint: { name: "format and lint", command: [...pnpm(), "exec", "biome", "check", "--error-on-warnings", "."] },
    boundaries: { name: "house rules", command: [process.execPath, "tooling/lint/lint.mjs"] },
    links: { name: "links of the documents", command: [process.execPath, "tooling/lint/links.mjs"] },
    // Together: neither the one compiler run nor the other keeps two cores busy.
    buildAndTypes: { name: "build and types", command: turbo("build", "types") },
  };
}

/**
 * Runs one phase with a line of progress; its output is shown only when it fails. Resolves with its exit code.
 * @param {Phase} phase
 * @param {(line: string) => void} [print]
 */
export async function runPhase({ name, command }, print = console.log) {
  const started = performance.now();
  print(`${name} …`);
  const { code, output } = await run(command, { quiet: true, env: quietTools });
  if (code === 0) print(`${name}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  else print(`${output.trimEnd()}\n${name} failed with exit code ${code}: ${command.join(" ")}`);
  return code;
}
