/** A side of `tresnet-bench data`, in a process of its own. */
import type { Program } from "../processes/program.ts";
import { ReplyProcess, replyParser } from "../processes/reply-process.ts";
import {
  type DataReply,
  type DataRequest,
  type DataStart,
  type DataStarted,
  type DataTurned,
  dataReply,
} from "./data-messages.ts";

/** The process of a side of `tresnet-bench data`, as messages. */
export class DataChild {
  readonly #process: ReplyProcess<DataRequest, DataReply>;

  constructor(name: string, program: Program) {
    this.#process = new ReplyProcess(name, program, replyParser(dataReply));
  }

  /** Builds the loader. */
  start(request: DataStart): Promise<DataStarted> {
    return this.#process.askFor(request, "started");
  }

  /** Loads all photos once. */
  turn(): Promise<DataTurned> {
    return this.#process.askFor({ kind: "turn" }, "turned");
  }

  /** Lets the process end, with its workers. */
  finish(): Promise<void> {
    return this.#process.finish({ kind: "finish" });
  }

  /** Ends the process at once. */
  kill(): void {
    this.#process.kill();
  }
}
