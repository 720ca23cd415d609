#!/usr/bin/env node
/** Entry of the command `tresnet`. */
import { exitCodes } from "./exit-code.ts";
import { closeLostTerminals, endIfHungUp } from "./terminal/hang-up.ts";
import { surviveLostOutput } from "./terminal/lost-output.ts";
import { limitProblem } from "./terminal/shell-limits.ts";

const lostOutput = surviveLostOutput([process.stdout, process.stderr]);
process.on("exit", () => endIfHungUp());
process.on("exit", () => {
  const lost = lostOutput();
  if (lost === undefined) return;
  process.exitCode ||= exitCodes.failed;
  process.stderr.write(`error: the output could not be written: ${lost.message}\n`);
});
process.on("exit", () => closeLostTerminals());
process.exitCode = await run();

/** Loads the program only where the shell's limits allow that: else Node ends in the middle of it. */
async function run(): Promise<number> {
  const problem = limitProblem();
  if (problem !== undefined) {
    process.stderr.write(`error: ${problem}\n`);
    return exitCodes.failed;
  }
  const { runProgram } = await import("./program.ts");
  return runProgram(process.argv.slice(2));
}
