/** Runs `cluster-program.ts`, or another program, as processes of a cluster on loopback. */
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

type Line = Record<string, unknown>;

/** A process, and what it has printed. */
export interface StartedProcess {
  readonly child: ChildProcess;
  /** Resolves with the first line that has this key; rejects when the process ends without one. */
  readonly line: (key: string) => Promise<Line>;
  /** Resolves with the exit code and everything printed to stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

const started: ChildProcess[] = [];

/** Kills what is left of the processes that were started; for `afterEach`. */
export function killAll(): void {
  for (const child of started.splice(0)) child.kill("SIGKILL");
}

/**
 * Starts a process of a cluster with what it is given, as JSON; `through` is a command that runs another one, such as
 * `ip netns exec`.
 */
export function startProcess(
  given: object,
  program = new URL("./cluster-program.ts", import.meta.url),
  through: readonly string[] = [],
): StartedProcess {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const args = ["--conditions=@tresnet/source", "--import", tsx, fileURLToPath(program), JSON.stringify(given)];
  const [command = process.execPath, ...rest] = [...through, process.execPath, ...args];
  const child = spawn(command, rest, { stdio: ["ignore", "pipe", "pipe"] });
  started.push(child);
  const lines: Line[] = [];
  const waiting: (() => void)[] = [];
  const tell = () => {
    for (const check of waiting) check();
  };
  createInterface({ input: child.stdout }).on("line", (text) => {
    lines.push(JSON.parse(text));
    tell();
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, stderr })),
  );
  const line = (key: string) =>
    new Promise<Line>((resolve, reject) => {
      waiting.push(() => {
        const found = lines.find((candidate) => key in candidate);
        if (found) resolve(found);
      });
      tell();
      void ended.then(({ code }) =>
        reject(new Error(`the process ended (${code}) after ${JSON.stringify(lines.slice(-3))} ${stderr}`)),
      );
    });
  return { child, line, ended };
}
