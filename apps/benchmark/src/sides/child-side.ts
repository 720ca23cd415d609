/** A side in a process of its own, so that its memory is its own and its crash ends only itself. */
import type { Program } from "../processes/program.ts";
import { ReplyProcess } from "../processes/reply-process.ts";
import type { Finished, Reduced, Reply, Request, Started, StartRequest, Stepped } from "../terms/messages.ts";
import { parseReply } from "./parse-reply.ts";

/** The process of a side, as messages. */
export class ChildSide {
  /** What errors call the side. */
  readonly name: string;
  readonly #process: ReplyProcess<Request, Reply>;

  constructor(name: string, program: Program) {
    this.name = name;
    this.#process = new ReplyProcess(name, program, parseReply);
  }

  /** Undefined when the process could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Builds the model and, with `check`, computes what is compared. */
  start(request: StartRequest): Promise<Started> {
    return this.#process.askFor(request, "started");
  }

  /** Takes `count` steps, one after another. */
  steps(count: number): Promise<Stepped> {
    return this.#process.askFor({ kind: "steps", count }, "stepped");
  }

  /** Adds up `elements` numbers over the processes of its cluster, `count` times. */
  reduce(elements: number, count: number): Promise<Reduced> {
    return this.#process.askFor({ kind: "reduce", elements, count }, "reduced");
  }

  /** Ends the process and gives the most memory that it held. */
  async finish(): Promise<Finished> {
    const finished = await this.#process.askFor({ kind: "finish" }, "finished");
    await this.#process.ended;
    return finished;
  }

  /** Ends the process at once. */
  kill(): void {
    this.#process.kill();
  }
}
