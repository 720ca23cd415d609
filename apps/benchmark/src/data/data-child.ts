/** A side of `tresnet-bench data`, in a process of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Program } from "../side-program.ts";
import {
  type DataReply,
  type DataRequest,
  type DataStart,
  type DataStarted,
  type DataTurned,
  dataReply,
} from "./data-messages.ts";

const keptCharacters = 4096;

export class DataChild {
  readonly name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<string>;
  #complaints = "";

  constructor(name: string, [program, ...args]: Program) {
    this.name = name;
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-keptCharacters);
    });
    child.stdin.on("error", () => {}); // what is written to a process that has ended is told by its end
    this.#ended = new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("close", (code, signal) => resolve(`its process ended with ${signal ?? code}`));
    });
  }

  /** Builds the loader. */
  async start(request: DataStart): Promise<DataStarted> {
    const reply = await this.#ask(request);
    if (reply.kind === "started") return reply;
    throw new Error(`${this.name}: unexpected ${reply.kind}`);
  }

  /** Loads all photos once. */
  async turn(): Promise<DataTurned> {
    const reply = await this.#ask({ kind: "turn" });
    if (reply.kind === "turned") return reply;
    throw new Error(`${this.name}: unexpected ${reply.kind}`);
  }

  /** Lets the process end, with its workers; after `patienceMs` it is killed. */
  async finish(patienceMs = 10_000): Promise<void> {
    const timer = setTimeout(() => this.kill(), patienceMs);
    this.#child.stdin.end(`${JSON.stringify({ kind: "finish" } satisfies DataRequest)}\n`);
    await this.#ended;
    clearTimeout(timer);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async #ask(request: DataRequest): Promise<Exclude<DataReply, { kind: "failed" }>> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { done, value } = await this.#lines.next();
    if (done === true) {
      throw new Error(`${this.name}: ${await this.#ended} during \`${request.kind}\`.\n${this.#complaints}`.trimEnd());
    }
    const { data: reply } = dataReply.safeParse(parseJson(value));
    if (reply === undefined) throw new Error(`${this.name}: expected a reply, got "${String(value).slice(0, 200)}".`);
    if (reply.kind === "failed") throw new Error(`${this.name}: ${reply.message}`);
    return reply;
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
