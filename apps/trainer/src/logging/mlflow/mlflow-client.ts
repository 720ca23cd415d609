/** MLflow's REST interface, as far as a training needs it. */
import { z } from "zod";

/** Milliseconds that a request may take. */
const longestMs = 10_000;
/** Bytes of an answer that are read: those asked for here are short. */
const mostBytes = 2 ** 20;

/** A number at a step. */
export interface LoggedMetric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

/** A name with a text. */
export interface LoggedText {
  readonly key: string;
  readonly value: string;
}

const runSchema = z.object({ run: z.object({ info: z.object({ run_id: z.string(), artifact_uri: z.string() }) }) });
const experimentSchema = z.object({ experiment: z.object({ experiment_id: z.string() }) });
const createdSchema = z.object({ experiment_id: z.string() });

/** A run of a tracking server. */
export interface TrackedRun {
  readonly id: string;
  /** Where its files go, such as "mlflow-artifacts:/0/…/artifacts". */
  readonly artifacts: string;
}

/** A server that does not answer, or refuses. */
export class MlflowError extends Error {
  override readonly name = "MlflowError";
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined;

  constructor(message: string, options: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.status = options.status;
  }
}

/**
 * Talks to a tracking server. Who asks is said by the variables MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and
 * MLFLOW_TRACKING_PASSWORD, as to MLflow's own clients. Every request ends within 10 seconds.
 */
export class MlflowClient {
  readonly #server: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(server: string, environment: Readonly<Record<string, string | undefined>> = process.env) {
    this.#server = server.replace(/\/+$/, "");
    this.#headers = headersOf(environment);
  }

  /** The identity of the experiment of this name, which is made where there is none. */
  async experiment(name: string): Promise<string> {
    const query = new URLSearchParams({ experiment_name: name });
    const found = await this.#ask("GET", `experiments/get-by-name?${query}`).catch((error: unknown) => {
      if (error instanceof MlflowError && error.status === 404) return undefined;
      throw error;
    });
    if (found !== undefined) return experimentSchema.parse(found).experiment.experiment_id;
    return createdSchema.parse(await this.#ask("POST", "experiments/create", { name })).experiment_id;
  }

  /** Begins a run. */
  async createRun(experiment: string, name: string): Promise<TrackedRun> {
    const body = { experiment_id: experiment, run_name: name, start_time: Date.now() };
    return runOf(await this.#ask("POST", "runs/create", body));
  }

  /** The run of this identity. */
  async run(id: string): Promise<TrackedRun> {
    return runOf(await this.#ask("GET", `runs/get?${new URLSearchParams({ run_id: id })}`));
  }

  /** Says how the run stands. */
  async update(id: string, status: "RUNNING" | "FINISHED" | "FAILED" | "KILLED"): Promise<void> {
    const ended = status === "RUNNING" ? {} : { end_time: Date.now() };
    await this.#ask("POST", "runs/update", { run_id: id, status, ...ended });
  }

  /** Logs at most 1,000 numbers and 100 settings at once: the server's limits. */
  async logBatch(id: string, metrics: readonly LoggedMetric[], params: readonly LoggedText[] = []): Promise<void> {
    await this.#ask("POST", "runs/log-batch", { run_id: id, metrics, params });
  }

  /** Puts a file beside the run, where the server itself keeps them. */
  async putFile({ artifacts }: TrackedRun, name: string, bytes: Uint8Array): Promise<void> {
    const { protocol, pathname } = new URL(artifacts);
    if (protocol !== "mlflow-artifacts:") return;
    const place = `${pathname}/${name}`.split("/").filter(Boolean).map(encodeURIComponent).join("/");
    await this.#send(`${this.#server}/api/2.0/mlflow-artifacts/artifacts/${place}`, {
      method: "PUT",
      body: Buffer.from(bytes),
      headers: { "content-type": "application/octet-stream" },
    });
  }

  async #ask(method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> {
    const text = await this.#send(`${this.#server}/api/2.0/mlflow/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: { "content-type": "application/json" },
    });
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new MlflowError(`${this.#server}: expected JSON, got "${text.slice(0, 80)}". Is it MLflow?`, { cause });
    }
  }

  async #send(url: string, request: RequestInit): Promise<string> {
    const headers = { ...request.headers, ...this.#headers };
    const signal = AbortSignal.timeout(longestMs);
    const answer = await fetch(url, { ...request, headers, signal, redirect: "error" }).catch((cause: unknown) => {
      throw new MlflowError(`${this.#server} does not answer (${reasonOf(cause)})`, { cause });
    });
    const text = await textOf(answer).catch((cause: unknown) => {
      throw new MlflowError(`${this.#server} does not finish its answer (${reasonOf(cause)})`, { cause });
    });
    if (answer.ok) return text;
    throw new MlflowError(`${this.#server} answers ${answer.status}: ${text.slice(0, 200)}`, { status: answer.status });
  }
}

function runOf(answer: unknown): TrackedRun {
  const { info } = runSchema.parse(answer).run;
  return { id: info.run_id, artifacts: info.artifact_uri };
}

function headersOf(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const {
    MLFLOW_TRACKING_TOKEN: token,
    MLFLOW_TRACKING_USERNAME: user,
    MLFLOW_TRACKING_PASSWORD: password,
  } = environment;
  if (user) return { authorization: `Basic ${Buffer.from(`${user}:${password ?? ""}`).toString("base64")}` };
  return token ? { authorization: `Bearer ${token}` } : {};
}

/** The text of an answer, no more of it than is of use. */
async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > mostBytes) throw new Error(`more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message;
}
