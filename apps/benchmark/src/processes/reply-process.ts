/** A process that is asked for things, and whose replies are believed in nothing: it may be in another language. */
import type { z } from "zod";
import { parseJson } from "../text/parse-json.ts";
import { LineProcess } from "./line-process.ts";
import type { Program } from "./program.ts";

interface Message {
  readonly kind: string;
}

interface Failed extends Message {
  readonly kind: "failed";
  readonly message: string;
}

type ReplyOf<Reply extends Message, Kind extends Reply["kind"]> = Extract<Reply, { kind: Kind }>;

/** A side's process that is spoken to in messages, each of a kind; what it says when it fails is thrown. */
export class ReplyProcess<Request extends Message, Reply extends Message> {
  /** What errors call the process. */
  readonly name: string;
  readonly #lines: LineProcess;
  readonly #parse: (line: string) => Reply;

  constructor(name: string, program: Program, parse: (line: string) => Reply) {
    this.name = name;
    this.#lines = new LineProcess(name, program);
    this.#parse = parse;
  }

  /** Undefined when the process could not be started. */
  get pid(): number | undefined {
    return this.#lines.pid;
  }

  /** How the process ended, in words, once it has. */
  get ended(): Promise<string> {
    return this.#lines.ended;
  }

  /**
   * Sends a request and gives the reply, which is of the expected kind.
   * @throws Error that names the process: what it said when it failed, how it ended, or what it said instead.
   */
  async askFor<Kind extends Reply["kind"]>(request: Request, kind: Kind): Promise<ReplyOf<Reply, Kind>> {
    return this.expect(await this.ask(request), kind);
  }

  /** Sends a request and gives the first reply, of whatever kind; throws as `askFor` does. */
  async ask(request: Request): Promise<Reply> {
    return this.#read(await this.#lines.ask(request));
  }

  /** Gives a further reply to `request`; throws as `askFor` does. */
  async next(request: Request): Promise<Reply> {
    return this.#read(await this.#lines.next(request));
  }

  /** Gives a reply back if it is of a kind, and throws otherwise. */
  expect<Kind extends Reply["kind"]>(reply: Reply, kind: Kind): ReplyOf<Reply, Kind> {
    if (isOf(reply, kind)) return reply;
    throw new Error(`${this.name}: unexpected ${reply.kind}`);
  }

  /** Sends the last request, which has no reply, and waits for the process to end. */
  finish(request: Request): Promise<void> {
    return this.#lines.finish(request);
  }

  /** Ends the process at once. */
  kill(): void {
    this.#lines.kill();
  }

  #read(line: string): Reply {
    const reply = this.#parseLine(line);
    if (isFailed(reply)) throw new Error(`${this.name}: ${reply.message}`);
    return reply;
  }

  #parseLine(line: string): Reply {
    try {
      return this.#parse(line);
    } catch (cause) {
      throw new Error(`${this.name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  }
}

/**
 * Makes the function that reads a line as a reply.
 * @throws Error (the function) that quotes the line, when it is no reply.
 */
export function replyParser<Reply>(schema: z.ZodType<Reply>): (line: string) => Reply {
  return (line) => {
    const { success, data } = schema.safeParse(parseJson(line));
    if (success) return data;
    throw new Error(`expected one reply in a line of JSON, got "${line.slice(0, 200)}".`);
  };
}

function isOf<Reply extends Message, Kind extends Reply["kind"]>(
  reply: Reply,
  kind: Kind,
): reply is ReplyOf<Reply, Kind> {
  return reply.kind === kind;
}

function isFailed(reply: Message): reply is Failed {
  return reply.kind === "failed";
}
