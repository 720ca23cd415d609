/** A side in a process of its own, so that its memory is its own and its crash ends only itself. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { SideName, TrainCase } from "./cases.ts";
import type { Reply, Request } from "./messages.ts";

type ReplyOf<Kind extends Reply["kind"]> = Extract<Reply, { kind: Kind }>;

export class ChildSide {
  readonly name: SideName;
  readonly #child: ChildProcess;

  constructor(name: SideName) {
    this.name = name;
    // From dist the entry is plain JavaScript; from source, in this repository's tests, tsx reads it.
    const fromSource = import.meta.url.endsWith(".ts");
    const entry = new URL(fromSource ? "./side-process-from-source.mjs" : "./side-process.js", import.meta.url);
    this.#child = fork(fileURLToPath(entry), {
      execArgv: fromSource ? ["--conditions=@tresnet/source"] : [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
  }

  /** Builds the model and the step. */
  start(options: TrainCase): Promise<ReplyOf<"started">> {
    return this.#ask({ kind: "start", side: this.name, case: options }, "started");
  }

  /** Takes `count` steps, one after another. */
  steps(count: number): Promise<ReplyOf<"stepped">> {
    return this.#ask({ kind: "steps", count }, "stepped");
  }

  /** Ends the process and gives the most memory that it held. */
  finish(): Promise<ReplyOf<"finished">> {
    return this.#ask({ kind: "finish" }, "finished");
  }

  /** Ends the process at once. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #ask<Kind extends Reply["kind"]>(request: Request, expected: Kind): Promise<ReplyOf<Kind>> {
    return new Promise((resolve, reject) => {
      const child = this.#child;
      const settle = () => {
        child.off("message", onMessage).off("exit", onExit);
      };
      const onMessage = (reply: Reply) => {
        settle();
        if (reply.kind === expected) resolve(reply as ReplyOf<Kind>);
        else reject(new Error(`${this.name}: ${reply.kind === "failed" ? reply.message : `unexpected ${reply.kind}`}`));
      };
      const onExit = (code: number | null, signal: string | null) => {
        settle();
        reject(new Error(`${this.name}: its process ended with ${signal ?? code} during \`${request.kind}\`.`));
      };
      child.on("message", onMessage).on("exit", onExit);
      child.send(request);
    });
  }
}
