/** A process that is spoken to in lines of JSON: requests on its stdin, replies on its stdout. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { ownProcess } from "./leftovers.ts";
import type { Program } from "./program.ts";

const keptCharacters = 4096;

/** What can be asked for. */
interface Request {
  readonly kind: string;
}

export class LineProcess {
  readonly name: string;
  /** How the process ended, in words, once it has. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #replies: AsyncIterator<string>;
  #complaints = "";

  constructor(name: string, [program, ...args]: Program) {
    this.name = name;
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#child = child;
    ownProcess(child);
    this.#replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-keptCharacters);
    });
    // What is written to a process that has ended is told by its end.
    child.stdin.on("error", () => {});
    this.ended = new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("close", (code, signal) => resolve(`its process ended with ${signal ?? code}`));
    });
  }

  /** Undefined when the process could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Sends a request and gives the first line of the answer.
   * @throws Error that says how the process ended, with its last words, when no line comes any more.
   */
  ask<Asked extends Request>(request: Asked): Promise<string> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return this.next(request);
  }

  /** A further line of the answer to `request`; throws as `ask` does. */
  async next({ kind }: Request): Promise<string> {
    const { done, value } = await this.#replies.next();
    if (done !== true) return value;
    throw new Error(`${this.name}: ${await this.ended} during \`${kind}\`.\n${this.#complaints}`.trimEnd());
  }

  /** Sends the last request, and waits for the process to end; after `patienceMs` it is killed. */
  async finish<Asked extends Request>(request: Asked, patienceMs = 10_000): Promise<void> {
    const timer = setTimeout(() => this.kill(), patienceMs);
    this.#child.stdin.end(`${JSON.stringify(request)}\n`);
    await this.ended;
    clearTimeout(timer);
  }

  /** Ends the process at once. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
