/** Runs a program to its end. */
import { spawn } from "node:child_process";
import type { Program } from "./program.ts";

export interface Finished {
  /** −1 when the program could not be started or was stopped by a signal. */
  readonly exitCode: number;
  /** What it printed on stdout. */
  readonly output: string;
}

/** Runs a program without a shell and keeps what it prints; never rejects because of what it did. */
export function runProgram([program, ...args]: Program): Promise<Finished> {
  return finished(spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] }));
}

/** Runs a program that takes minutes: what it prints goes to our stderr as it comes. */
export function showProgram([program, ...args]: Program): Promise<Finished> {
  return finished(spawn(program, args, { stdio: ["ignore", process.stderr, process.stderr] }));
}

function finished(child: ReturnType<typeof spawn>): Promise<Finished> {
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  return new Promise((resolve) => {
    child.once("error", () => resolve({ exitCode: -1, output }));
    child.once("close", (code) => resolve({ exitCode: code ?? -1, output }));
  });
}
