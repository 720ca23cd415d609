/** Runs a program to its end and keeps the last of what it printed. */
import { spawn } from "node:child_process";

/** How a program is run. */
export interface RunProcessOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** The program is stopped after this time; without it, never. */
  readonly timeoutMs?: number;
}

/** How a program ended. */
export interface ProcessResult {
  /** The exit code; -1 when the program could not be started or was stopped by a signal. */
  readonly exitCode: number;
  /** The last 64 KiB of standard output and error together. */
  readonly output: string;
}

const keptCharacters = 65_536;
const graceMs = 3_000;

/**
 * Runs `program` without a shell; never rejects because of what the program did.
 * @throws the signal's reason when aborted, once the program has really ended.
 */
export async function runProcess(
  program: string,
  args: readonly string[],
  { env = process.env, signal, timeoutMs }: RunProcessOptions = {},
): Promise<ProcessResult> {
  signal?.throwIfAborted();
  // Not detached: a Ctrl-C in the terminal, or a closed terminal, ends the program with us.
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-keptCharacters);
    });
  }
  let killTimer: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill("SIGTERM");
    killTimer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  };
  const timer = timeoutMs === undefined ? undefined : setTimeout(stop, timeoutMs);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const exitCode = await new Promise<number>((resolve) => {
      child.once("error", (error) => {
        output += error.message;
        resolve(-1);
      });
      child.once("close", (code) => resolve(code ?? -1));
      // A grandchild may keep the pipes open after the program itself has ended.
      child.once("exit", (code) => setTimeout(() => resolve(code ?? -1), graceMs).unref());
    });
    signal?.throwIfAborted();
    return { exitCode, output };
  } finally {
    signal?.removeEventListener("abort", stop);
    clearTimeout(timer);
    clearTimeout(killTimer);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}
