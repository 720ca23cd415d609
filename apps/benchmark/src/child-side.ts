/** A side in a process of its own, so that its memory is its own and its crash ends only itself. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Reply, Request, StartRequest } from "./messages.ts";
import { parseReply } from "./parse-reply.ts";
import type { Program } from "./side-program.ts";

type ReplyOf<Kind extends Reply["kind"]> = Extract<Reply, { kind: Kind }>;

const keptCharacters = 4096;

export class ChildSide {
  readonly name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #replies: AsyncIterator<string>;
  readonly #ended: Promise<string>;
  #complaints = "";

  constructor(name: string, [program, ...args]: Program) {
    this.name = name;
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#child = child;
    this.#replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-keptCharacters);
    });
    // What is written to a process that has ended is told by its end.
    child.stdin.on("error", () => {});
    this.#ended = new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("close", (code, signal) => resolve(`its process ended with ${signal ?? code}`));
    });
  }

  /** Undefined when the process could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Builds the model and, with `check`, computes what is compared. */
  start(request: StartRequest): Promise<ReplyOf<"started">> {
    return this.#ask(request, "started");
  }

  /** Takes `count` steps, one after another. */
  steps(count: number): Promise<ReplyOf<"stepped">> {
    return this.#ask({ kind: "steps", count }, "stepped");
  }

  /** Ends the process and gives the most memory that it held. */
  async finish(): Promise<ReplyOf<"finished">> {
    const finished = await this.#ask({ kind: "finish" }, "finished");
    await this.#ended;
    return finished;
  }

  /** Ends the process at once. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async #ask<Kind extends Reply["kind"]>(request: Request, expected: Kind): Promise<ReplyOf<Kind>> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { done, value } = await this.#replies.next();
    if (done === true) {
      const end = await this.#ended;
      throw new Error(`${this.name}: ${end} during \`${request.kind}\`.\n${this.#complaints}`.trimEnd());
    }
    const reply = this.#parse(value);
    if (isOf(reply, expected)) return reply;
    throw new Error(`${this.name}: ${reply.kind === "failed" ? reply.message : `unexpected ${reply.kind}`}`);
  }

  #parse(line: string): Reply {
    try {
      return parseReply(line);
    } catch (cause) {
      throw new Error(`${this.name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  }
}

function isOf<Kind extends Reply["kind"]>(reply: Reply, kind: Kind): reply is ReplyOf<Kind> {
  return reply.kind === kind;
}
