/** `--log mlflow:URI`: figures, settings and pictures to a tracking server, by its REST interface. */
import path from "node:path";
import type { Pixels } from "@tresnet/data";
import { readWhole, replaceFile } from "@tresnet/files";
import sharp from "sharp";
import { z } from "zod";
import { UsageError } from "../../errors.ts";
import type { LoggedRun, LoggerRow, RunEnd, RunLogger } from "../run-logger.ts";
import { type LoggedMetric, type LoggedText, MlflowClient, type TrackedRun } from "./mlflow-client.ts";

/** The experiment that runs are in unless the variable MLFLOW_EXPERIMENT_NAME says another. */
const usualExperiment = "tresnet";
/** Numbers that wait while a server does not answer; of more the oldest are given up. */
const mostWaiting = 50_000;
/** What the server takes at once. */
const [mostMetrics, mostParams] = [1000, 100];
/** Bytes of mlflow.json and of a report that are read: they have a hundred, and some hundred thousand. */
const [mostFileBytes, mostReportBytes] = [2 ** 14, 2 ** 26];
/** Characters of a setting that the server takes. */
const longestValue = 500;
/** Milliseconds before a server that did not answer is asked again, and that the end of a training waits for it. */
const [pauseMs, lastWaitMs] = [15_000, 15_000];

/** The row of MLflow. */
export const mlflow: LoggerRow = {
  shown: "mlflow:URI",
  check(target) {
    void serverOf(target);
  },
  async open(target, run) {
    return new MlflowLogger(new MlflowClient(serverOf(target)), run, serverOf(target));
  },
};

/** @throws UsageError for what is no address of a server, or holds a password: settings are written to the run. */
function serverOf(target: string | undefined): string {
  const url = target !== undefined && URL.canParse(target) ? new URL(target) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(
      `--log: expected a server's address, mlflow:http://127.0.0.1:5000, got "mlflow${target === undefined ? "" : `:${target}`}".`,
    );
  }
  if (url.username === "" && url.password === "") return url.href;
  throw new UsageError(
    "--log: expected an address without a password, since settings are written to the run. Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.",
  );
}

/** mlflow.json in the run: where it is logged, for the process that goes on with it. */
const fileSchema = z.object({ server: z.string(), run: z.string() });

/** Sends what it is given one request after the other, in the background; a server that fails is asked again later. */
class MlflowLogger implements RunLogger {
  readonly #client: MlflowClient;
  readonly #run: LoggedRun;
  readonly #server: string;
  readonly #pictures: { readonly name: string; readonly picture: Pixels }[] = [];
  #waiting: LoggedMetric[] = [];
  #settings: readonly LoggedText[];
  #tracked: TrackedRun | undefined;
  #sending: Promise<void> | undefined;
  #isTold = false;
  #restUntil = 0;

  constructor(client: MlflowClient, run: LoggedRun, server: string) {
    this.#client = client;
    this.#run = run;
    this.#server = server;
    this.#settings = Object.entries(run.settings).map(([key, value]) => ({ key, value: value.slice(0, longestValue) }));
    this.flush();
  }

  figures(step: number, figures: Readonly<Record<string, number>>): void {
    const timestamp = Date.now();
    for (const [key, value] of Object.entries(figures)) this.#waiting.push({ key, value, timestamp, step });
    this.#waiting = this.#waiting.slice(-mostWaiting);
    if (this.#waiting.length >= mostMetrics) this.flush();
  }

  picture(step: number, name: string, picture: Pixels): void {
    this.#pictures.push({ name: `${name}/${String(step).padStart(8, "0")}.png`, picture });
    if (this.#pictures.length > 8) this.#pictures.shift();
  }

  flush(): void {
    if (this.#sending !== undefined || Date.now() < this.#restUntil) return;
    this.#sending = this.#send()
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#sending = undefined;
      });
  }

  async close(end: RunEnd): Promise<void> {
    const limit = Date.now() + lastWaitMs;
    const last = async () => {
      await this.#sending;
      await this.#send();
      if (this.#tracked === undefined) return;
      await this.#putReport(this.#tracked);
      await this.#client.update(
        this.#tracked.id,
        ({ finished: "FINISHED", interrupted: "KILLED", failed: "FAILED" } as const)[end],
      );
    };
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, limit - Date.now()));
    });
    await Promise.race([last().catch((error: unknown) => this.#fail(error)), tooLong]);
    clearTimeout(timer);
  }

  /** Sends what waits; what could not be sent waits on. */
  async #send(): Promise<void> {
    this.#tracked ??= await this.#track();
    while (this.#settings.length > 0) {
      await this.#client.logBatch(this.#tracked.id, [], this.#settings.slice(0, mostParams));
      this.#settings = this.#settings.slice(mostParams);
    }
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, mostMetrics);
      await this.#client.logBatch(
        this.#tracked.id,
        batch.filter(({ value }) => Number.isFinite(value)),
      );
      const sent = new Set(batch);
      this.#waiting = this.#waiting.filter((metric) => !sent.has(metric));
    }
    for (let next = this.#pictures[0]; next !== undefined; next = this.#pictures[0]) {
      const { data, width, height, channels } = next.picture;
      const png = await sharp(data, { raw: { width, height, channels } }).png().toBuffer();
      await this.#client.putFile(this.#tracked, next.name, png);
      this.#pictures.shift();
    }
  }

  /** The run at the server: that of the process before, where this one goes on with it, else a new one. */
  async #track(): Promise<TrackedRun> {
    const file = path.join(this.#run.folder, "mlflow.json");
    const earlier = await readWhole(file, { mostBytes: mostFileBytes }).then(
      (bytes) => fileSchema.safeParse(JSON.parse(bytes.toString("utf8"))).data,
      () => undefined,
    );
    if (this.#run.doneSteps !== undefined && earlier?.server === this.#server) {
      const tracked = await this.#client.run(earlier.run);
      await this.#client.update(tracked.id, "RUNNING");
      this.#settings = [];
      return tracked;
    }
    const name = process.env["MLFLOW_EXPERIMENT_NAME"] || usualExperiment;
    const tracked = await this.#client.createRun(await this.#client.experiment(name), this.#run.name);
    await replaceFile(file, (handle) =>
      handle.writeFile(`${JSON.stringify({ server: this.#server, run: tracked.id })}\n`),
    );
    return tracked;
  }

  async #putReport(tracked: TrackedRun): Promise<void> {
    const file = path.join(this.#run.folder, "report.html");
    const report = await readWhole(file, { mostBytes: mostReportBytes }).catch(() => undefined);
    if (report !== undefined) await this.#client.putFile(tracked, "report.html", report);
  }

  #fail(error: unknown): void {
    this.#restUntil = Date.now() + pauseMs;
    if (this.#isTold) return;
    this.#isTold = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#run.tell(
      `--log mlflow: ${reason}; the training goes on, and the server is asked again every ${pauseMs / 1000} s`,
    );
  }
}
