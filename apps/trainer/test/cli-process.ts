/** Runs the command `tresnet` in a process of its own, to be watched, signalled and killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const repository = path.resolve(import.meta.dirname, "../../..");
/** What Node runs: the command's source, or what `pnpm build` made of it, which starts in a fifth of the time. */
const fromSource = ["--conditions=@tresnet/source", "--import", "tsx", path.join(import.meta.dirname, "../src/cli.ts")];
/** The built command. */
export const builtCli: string = path.join(import.meta.dirname, "../dist/cli.js");

/** How a process ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command from source. */
export function startTresnet(...args: readonly string[]): CliProcess {
  return new CliProcess([...fromSource, ...args]);
}

/** Starts the command from source, with variables besides those of this process. */
export function startTresnetWith(
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): CliProcess {
  return new CliProcess([...fromSource, ...args], environment);
}

/** A process of Node that runs the command. */
export class CliProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  stdout = "";
  stderr = "";

  /** Starts Node with these arguments in the repository. */
  constructor(node: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const env = { ...process.env, ...environment };
    // Its own standard streams are pipes: no terminal, no live line, no colours.
    this.#child = spawn(process.execPath, node, { cwd: repository, env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child.stdout?.on("data", (chunk) => {
      this.stdout += chunk;
    });
    this.#child.stderr?.on("data", (chunk) => {
      this.stderr += chunk;
    });
    this.#exit = once(this.#child, "close");
  }

  /** The process's number. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Nobody reads what it prints any more, as after `| head` or in a terminal that was closed. */
  stopReading(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  /** Resolves when `condition` holds; looks every millisecond. @throws Error when the process ends before. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`The process ended too early.\n${this.stdout}\n${this.stderr}`);
      }
      await sleep(1);
    }
  }

  async ended(): Promise<Ended> {
    await this.#exit;
    const { exitCode: code, signalCode: signal } = this.#child;
    return { code, signal, stdout: this.stdout, stderr: this.stderr };
  }
}
