/** Runs `cluster-program.ts`, or another program, as processes of a cluster on loopback. */
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createServer } from "node:net";
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

// Systems give connections ports from 32768 on (Linux) or 49152 on: a port from there may be somebody's before its
// process has started. Files of tests run at a time in several processes, each of which begins elsewhere.
const [firstPort, portCount] = [10_000, 20_000];
let nextPort = (process.pid * 101) % portCount;

/** Ports of this machine that nobody listens on now, and that no connection is given by chance. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let tried = 0; ports.length < count; tried++) {
    if (tried === portCount) throw new Error(`freePorts: expected ${count} free ports from ${firstPort} on.`);
    const port = firstPort + (nextPort++ % portCount);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** Addresses for so many processes on this machine. */
export async function loopbackPeers(count: number): Promise<string[]> {
  return (await freePorts(count)).map((port) => `127.0.0.1:${port}`);
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
