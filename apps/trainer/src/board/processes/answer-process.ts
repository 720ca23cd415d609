/** A process that answers images with a run's weights while the board, and trainings, go on. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { TriedImage } from "@tresnet/board";
import { z } from "zod";
import { runDirectory } from "../../run-directory/run-directory.ts";
import { lookAt } from "../reading/file-cache.ts";
import { RequestError } from "../request-error.ts";

/** The hidden command of that process: a path of an image a line in, a line of JSON out. */
export const answerCommand = "board-answers";

const idleMs = 120_000;
const mostMs = 300_000;

const lineSchema = z.union([
  z.object({ error: z.string() }),
  z.object({
    answers: z.array(z.object({ class: z.string(), probability: z.number() })),
    severalLabels: z.boolean(),
    ms: z.number(),
    heat: z.nullable(z.string()),
  }),
]);

/** Answers images one after another; the process of the run that was asked last is kept for two minutes. */
export class AnswerProcess {
  readonly #cli: readonly string[];
  #child: ChildProcess | undefined;
  /** Names the weights that the process has. */
  #weights = "";
  #lines: AsyncIterator<string> | undefined;
  #idle: NodeJS.Timeout | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  /** Makes it for a program that is started so. */
  constructor(cli: readonly string[]) {
    this.#cli = cli;
  }

  /**
   * Answers an image with the run's best weights.
   * @throws RequestError that says why there is no answer.
   */
  answer(folder: string, image: Uint8Array): Promise<TriedImage> {
    const answered = this.#queue.then(() => this.#answerNow(folder, image));
    this.#queue = answered.catch(() => undefined);
    return answered;
  }

  /** Ends the process. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const child = this.#child;
    this.#child = undefined;
    this.#weights = "";
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL"); // it writes nothing
    await ended;
  }

  async #answerNow(folder: string, image: Uint8Array): Promise<TriedImage> {
    clearTimeout(this.#idle);
    await this.#start(folder);
    const place = await mkdtemp(path.join(tmpdir(), "tresnet-board-"));
    const timer = setTimeout(() => void this.close(), mostMs);
    try {
      const file = path.join(place, "image");
      await writeFile(file, image);
      this.#child?.stdin?.write(`${JSON.stringify(file)}\n`);
      const line = await this.#lines?.next();
      if (line === undefined || line.done) {
        await this.close();
        throw new RequestError(500, "The process that answers has ended. Try again.");
      }
      const answer = lineSchema.parse(JSON.parse(line.value));
      if ("error" in answer) throw new RequestError(422, answer.error);
      return answer;
    } finally {
      clearTimeout(timer);
      await rm(place, { recursive: true, force: true });
      this.#idle = setTimeout(() => void this.close(), idleMs).unref();
    }
  }

  /** Starts a process for the run's weights, unless there is one that has them. */
  async #start(folder: string): Promise<void> {
    const { best, last } = runDirectory(folder);
    const found = (await lookAt(best)) ?? (await lookAt(last));
    if (found === undefined)
      throw new RequestError(409, "The run has no weights yet: they come with its first checkpoint.");
    const weights = `${folder} ${found.mark}`;
    const isRunning = this.#child?.exitCode === null && this.#child.signalCode === null;
    if (isRunning && weights === this.#weights) return;
    await this.close();
    const [program = process.execPath, ...words] = this.#cli;
    const child = spawn(program, [...words, answerCommand, folder], { stdio: ["pipe", "pipe", "ignore"] });
    child.on("error", () => undefined); // the end of its lines tells
    child.stdin.on("error", () => undefined);
    this.#child = child;
    this.#weights = weights;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }
}
