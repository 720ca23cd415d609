/** A side of `tresnet-bench accuracy`, in a process of its own; between its epochs it waits for a line on stdin. */
import type { Program } from "../../processes/program.ts";
import { ReplyProcess, replyParser } from "../../processes/reply-process.ts";
import {
  type AccuracyProgress,
  type AccuracyReply,
  type AccuracyRequest,
  type AccuracyStart,
  type AccuracyStarted,
  type AccuracyTrained,
  accuracyReply,
} from "./accuracy-messages.ts";

/** The process of a side of `tresnet-bench accuracy`, as messages. */
export class AccuracyChild {
  readonly #process: ReplyProcess<AccuracyRequest, AccuracyReply>;

  constructor(name: string, program: Program) {
    this.#process = new ReplyProcess(name, program, replyParser(accuracyReply));
  }

  /** Builds model, optimizer and data. */
  start(request: AccuracyStart): Promise<AccuracyStarted> {
    return this.#process.askFor(request, "started");
  }

  /** Trains one epoch and evaluates; `onProgress` hears of steps on the way. */
  async epoch(onProgress: (progress: AccuracyProgress) => void): Promise<AccuracyTrained> {
    const request: AccuracyRequest = { kind: "epoch" };
    for (let reply = await this.#process.ask(request); ; reply = await this.#process.next(request)) {
      if (reply.kind !== "progress") return this.#process.expect(reply, "trained");
      onProgress(reply);
    }
  }

  /** Lets the process end. */
  finish(): Promise<void> {
    return this.#process.finish({ kind: "finish" });
  }

  /** Ends the process at once. */
  kill(): void {
    this.#process.kill();
  }
}
