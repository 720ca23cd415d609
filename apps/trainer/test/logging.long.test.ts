/** What others' programs read of a training's logs: TensorBoard its event files, MLflow's own server its requests. */
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { pythonWithMlflow, pythonWithTensorBoard } from "@tresnet/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { InterruptedError, resume, train } from "../src/index.ts";

const runs = promisify(execFile);
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-logging-"));
});
afterAll(() => rm(folder, { recursive: true }));

const settings = {
  data: "synthetic",
  imgSize: 16,
  batchSize: 64,
  workers: 0,
  epochs: 2,
  lr: 0.02,
  logEvery: 1,
  checkpointInterval: 2,
};
const points = z.array(z.tuple([z.number(), z.number()]));
const eventsSchema = z.object({
  scalars: z.record(z.string(), points),
  images: z.record(z.string(), z.array(z.tuple([z.number(), z.number(), z.number()]))),
  histograms: z.record(z.string(), points),
});

describe("--log tensorboard", () => {
  test("TensorBoard reads every figure once, also of a run that went on from before its last step", async () => {
    const python = await pythonWithTensorBoard();
    const stop = new AbortController();
    const losses = new Map<number, number>();
    const onEvent = (event: { type: string; totalSteps?: number; loss?: number }) => {
      if (event.type !== "step") return;
      losses.set(event.totalSteps ?? 0, event.loss ?? 0);
      if (event.totalSteps === 11) stop.abort();
    };
    const logged = { ...settings, output: folder, experiment: "first", log: ["tensorboard"], logHistograms: true };
    const stopped = train(logged, { signal: stop.signal, onEvent });
    await expect(stopped).rejects.toThrow(InterruptedError);
    const { metrics } = await resume(path.join(folder, "first"), { onEvent });
    const script = path.join(import.meta.dirname, "python/read_events.py");
    const { stdout } = await runs(python, [script, path.join(folder, "first", "tensorboard")]);
    const { scalars, images, histograms } = eventsSchema.parse(JSON.parse(stdout));
    const read = scalars["step/loss"] ?? [];
    expect(read.map(([step]) => step)).toEqual([...losses.keys()].sort((a, b) => a - b));
    for (const [step, loss] of read) expect(loss).toBeCloseTo(losses.get(step) ?? Number.NaN, 5);
    expect(scalars["val/accuracy"]?.map(([step]) => step)).toEqual(metrics.map(({ step }) => step));
    expect(images["val/confusion/image"]?.map(([step]) => step)).toEqual(metrics.map(({ step }) => step));
    expect(images["test/predictions/image"]).toHaveLength(1);
    expect(histograms["weights/head.fc.bias"]).toEqual(metrics.map(({ step }) => [step, 4]));
  });
});

const foundSchema = z.object({
  runs: z.array(
    z.object({
      info: z.object({ run_id: z.string(), status: z.string(), run_name: z.string() }),
      data: z.object({
        params: z.array(z.object({ key: z.string(), value: z.string() })),
      }),
    }),
  ),
});
const historySchema = z.object({ metrics: z.array(z.object({ step: z.coerce.number(), value: z.number() })) });
const filesSchema = z.object({ files: z.array(z.object({ path: z.string() })) });

describe("--log mlflow", () => {
  test("MLflow's own server has the run with its figures, settings, pictures and report", async () => {
    const python = await pythonWithMlflow();
    const url = `http://127.0.0.1:${await freePort()}`;
    const server = spawn(
      python,
      [
        ...["-m", "mlflow", "server", "--host", "127.0.0.1", "--port", new URL(url).port, "--workers", "1"],
        ...["--backend-store-uri", `sqlite:///${path.join(folder, "mlflow.db")}`],
        ...["--artifacts-destination", path.join(folder, "artifacts")],
      ],
      // Its runner of jobs starts processes that outlive a killed server, and nothing here is a job.
      {
        cwd: folder,
        stdio: "ignore",
        detached: true,
        env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false" },
      },
    );
    try {
      await answering(`${url}/health`);
      const { metrics } = await train({ ...settings, output: folder, experiment: "second", log: [`mlflow:${url}`] });
      const ask = async (method: "GET" | "POST", where: string, body?: unknown): Promise<unknown> => {
        const headers = { "content-type": "application/json" };
        const request = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
        return (await fetch(`${url}/api/2.0/${where}`, request)).json();
      };
      const experiment = z
        .object({ experiment: z.object({ experiment_id: z.string() }) })
        .parse(await ask("GET", "mlflow/experiments/get-by-name?experiment_name=tresnet"));
      const ids = [experiment.experiment.experiment_id];
      const found = foundSchema.parse(await ask("POST", "mlflow/runs/search", { experiment_ids: ids }));
      const [run] = found.runs;
      expect([found.runs.length, run?.info.run_name, run?.info.status]).toEqual([1, "second", "FINISHED"]);
      expect(run?.data.params).toContainEqual({ key: "batch-size", value: "64" });
      const query = `run_id=${run?.info.run_id}`;
      const history = historySchema.parse(await ask("GET", `mlflow/metrics/get-history?${query}&metric_key=step/loss`));
      expect(history.metrics).toHaveLength(metrics.at(-1)?.step ?? 0);
      const files = filesSchema.parse(await ask("GET", `mlflow/artifacts/list?${query}`));
      expect(files.files.map((file) => file.path).sort()).toEqual(["report.html", "test", "val"]);
      expect(JSON.parse(await readFile(path.join(folder, "second", "mlflow.json"), "utf8"))).toMatchObject({
        run: run?.info.run_id,
      });
    } finally {
      if (server.pid !== undefined) process.kill(-server.pid, "SIGKILL");
    }
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Waits until a server answers; at most two minutes. */
async function answering(url: string): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    const isThere = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`${url} does not answer`);
}
