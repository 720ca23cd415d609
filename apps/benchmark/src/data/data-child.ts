/** A side of `tresnet-bench data`, in a process of its own. */
import { LineProcess } from "../processes/line-process.ts";
import type { Program } from "../processes/program.ts";
import { parseJson } from "../text/parse-json.ts";
import {
  type DataReply,
  type DataRequest,
  type DataStart,
  type DataStarted,
  type DataTurned,
  dataReply,
} from "./data-messages.ts";

export class DataChild {
  readonly name: string;
  readonly #process: LineProcess;

  constructor(name: string, program: Program) {
    this.name = name;
    this.#process = new LineProcess(name, program);
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

  /** Lets the process end, with its workers. */
  finish(): Promise<void> {
    return this.#process.finish<DataRequest>({ kind: "finish" });
  }

  kill(): void {
    this.#process.kill();
  }

  async #ask(request: DataRequest): Promise<Exclude<DataReply, { kind: "failed" }>> {
    const line = await this.#process.ask(request);
    const { data: reply } = dataReply.safeParse(parseJson(line));
    if (reply === undefined) throw new Error(`${this.name}: expected a reply, got "${line.slice(0, 200)}".`);
    if (reply.kind === "failed") throw new Error(`${this.name}: ${reply.message}`);
    return reply;
  }
}
