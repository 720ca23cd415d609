/** A side in a process of its own, so that its memory is its own and its crash ends only itself. */
import { LineProcess } from "../processes/line-process.ts";
import type { Program } from "../processes/program.ts";
import type { Reply, Request, StartRequest } from "../terms/messages.ts";
import { parseReply } from "./parse-reply.ts";

type ReplyOf<Kind extends Reply["kind"]> = Extract<Reply, { kind: Kind }>;

export class ChildSide {
  readonly name: string;
  readonly #process: LineProcess;

  constructor(name: string, program: Program) {
    this.name = name;
    this.#process = new LineProcess(name, program);
  }

  /** Undefined when the process could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
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
    await this.#process.ended;
    return finished;
  }

  /** Ends the process at once. */
  kill(): void {
    this.#process.kill();
  }

  async #ask<Kind extends Reply["kind"]>(request: Request, expected: Kind): Promise<ReplyOf<Kind>> {
    const reply = this.#parse(await this.#process.ask(request));
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
