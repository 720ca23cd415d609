#!/usr/bin/env node
/** Entry of the command `tresnet`. */
import { runProgram } from "./program.ts";

process.exitCode = await runProgram(process.argv.slice(2));
