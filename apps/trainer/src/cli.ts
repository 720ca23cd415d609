#!/usr/bin/env node
/** Entry of the command `tresnet`. */
import { exitCodes } from "./exit-code.ts";
import { runProgram } from "./program.ts";
import { endIfHungUp } from "./terminal/hang-up.ts";
import { surviveLostOutput } from "./terminal/lost-output.ts";

const lostOutput = surviveLostOutput([process.stdout, process.stderr]);
process.exitCode = await runProgram(process.argv.slice(2));
process.on("exit", () => endIfHungUp());
process.on("exit", () => {
  const lost = lostOutput();
  if (lost === undefined) return;
  process.exitCode ||= exitCodes.failed;
  process.stderr.write(`error: the output could not be written: ${lost.message}\n`);
});
