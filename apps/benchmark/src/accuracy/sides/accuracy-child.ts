/** A side of `tresnet-bench accuracy`, in a process of its own; between its epochs it waits for a line on stdin. */
import { LineProcess } from "../../processes/line-process.ts";
import type { Program } from "../../processes/program.ts";
import { parseJson } from "../../text/parse-json.ts";
import {
  type AccuracyProgress,
  type AccuracyReply,
  type AccuracyRequest,
  type AccuracyStart,
  type AccuracyStarted,
  type AccuracyTrained,
  accuracyReply,
} from "./accuracy-messages.ts";

export class AccuracyChild {
  readonly name: string;
  readonly #process: LineProcess;

  constructor(name: string, program: Program) {
    this.name = name;
    this.#process = new LineProcess(name, program);
  }

  /** Builds model, optimizer and data. */
  async start(request: AccuracyStart): Promise<AccuracyStarted> {
    const reply = this.#parse(await this.#process.ask(request));
    if (reply.kind === "started") return reply;
    throw new Error(`${this.name}: unexpected ${reply.kind}`);
  }

  /** Trains one epoch and evaluates; `onProgress` hears of steps on the way. */
  async epoch(onProgress: (progress: AccuracyProgress) => void): Promise<AccuracyTrained> {
    const request: AccuracyRequest = { kind: "epoch" };
    for (let line = await this.#process.ask(request); ; line = await this.#process.next(request)) {
      const reply = this.#parse(line);
      if (reply.kind === "trained") return reply;
      if (reply.kind !== "progress") throw new Error(`${this.name}: unexpected ${reply.kind}`);
      onProgress(reply);
    }
  }

  finish(): Promise<void> {
    return this.#process.finish<AccuracyRequest>({ kind: "finish" });
  }

  kill(): void {
    this.#process.kill();
  }

  #parse(line: string): Exclude<AccuracyReply, { kind: "failed" }> {
    const { data: reply } = accuracyReply.safeParse(parseJson(line));
    if (reply === undefined) throw new Error(`${this.name}: expected a reply, got "${line.slice(0, 200)}".`);
    if (reply.kind === "failed") throw new Error(`${this.name}: ${reply.message}`);
    return reply;
  }
}
