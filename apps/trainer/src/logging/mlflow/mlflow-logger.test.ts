import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { closeAll, type LocalServer, localServer } from "@tresnet/vitest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UsageError } from "../../errors.ts";
import { checkLoggers } from "../loggers.ts";
import type { LoggedRun } from "../run-logger.ts";
import { mlflow } from "./mlflow-logger.ts";

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

let folder: string;
let asked: Asked[];
let told: string[];
let servers: LocalServer[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-mlflow-"));
  [asked, told, servers] = [[], [], []];
});
afterEach(async () => {
  await closeAll(servers);
  await rm(folder, { recursive: true });
});

/** A server as MLflow answers; `fails` says which requests it answers with an error. */
async function fakeServer(fails: (path: string) => boolean = () => false): Promise<string> {
  const server = await localServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const where = (request.url ?? "").replace("/api/2.0/", "");
    asked.push({ method: request.method ?? "", path: where, body });
    const known = new Set(["mlflow/runs/create", "mlflow/runs/get?run_id=r1"]);
    const info = { run_id: "r1", artifact_uri: "mlflow-artifacts:/0/r1/artifacts" };
    if (fails(where)) response.writeHead(500).end('{"error_code":"INTERNAL_ERROR"}');
    else if (where.startsWith("mlflow/experiments/get-by-name")) response.writeHead(404).end("{}");
    else if (where === "mlflow/experiments/create") response.end('{"experiment_id":"7"}');
    else response.end(JSON.stringify(known.has(where) ? { run: { info } } : {}));
  });
  servers.push(server);
  return server.url;
}

const runOf = (more: Partial<LoggedRun> = {}): LoggedRun => ({
  folder,
  name: "first",
  settings: { lr: "0.1", epochs: "2" },
  doneSteps: undefined,
  histograms: false,
  tell: (message) => told.push(message),
  ...more,
});
const bodies = (where: string) => asked.filter((one) => one.path === where).map(({ body }) => JSON.parse(body));

describe("--log mlflow", () => {
  test("makes experiment and run, logs settings, figures, pictures, the report, and the end", async () => {
    const url = await fakeServer();
    const logger = await mlflow.open(url, runOf());
    await writeFile(path.join(folder, "report.html"), "<p>report");
    for (let step = 1; step <= 600; step++) logger.figures(step, { "step/loss": 1 / step, "step/rate": step });
    logger.picture(600, "val/confusion", { data: new Uint8Array(12).fill(9), width: 2, height: 2, channels: 3 });
    await logger.close("finished");
    expect(bodies("mlflow/experiments/create")).toEqual([{ name: "tresnet" }]);
    expect(bodies("mlflow/runs/create")).toMatchObject([{ experiment_id: "7", run_name: "first" }]);
    const batches = bodies("mlflow/runs/log-batch");
    const metrics = batches.flatMap((batch) => batch.metrics);
    expect(batches.flatMap((batch) => batch.params)).toEqual([
      { key: "lr", value: "0.1" },
      { key: "epochs", value: "2" },
    ]);
    expect(Math.max(...batches.map((batch) => batch.metrics.length))).toBe(1000);
    expect(metrics).toHaveLength(1200);
    expect(metrics.slice(0, 2)).toMatchObject([
      { key: "step/loss", value: 1, step: 1 },
      { key: "step/rate", value: 1, step: 1 },
    ]);
    const files = asked.filter(({ method }) => method === "PUT").map((one) => one.path);
    expect(files).toEqual([
      "mlflow-artifacts/artifacts/0/r1/artifacts/val/confusion/00000600.png",
      "mlflow-artifacts/artifacts/0/r1/artifacts/report.html",
    ]);
    expect(bodies("mlflow/runs/update")).toMatchObject([{ run_id: "r1", status: "FINISHED" }]);
    expect(JSON.parse(await readFile(path.join(folder, "mlflow.json"), "utf8"))).toEqual({
      server: `${url}/`,
      run: "r1",
    });
    expect(told).toEqual([]);
  });

  test("a run that goes on is the same run there; one that was stopped is killed", async () => {
    const url = await fakeServer();
    await (await mlflow.open(url, runOf())).close("interrupted");
    const logger = await mlflow.open(url, runOf({ doneSteps: 5 }));
    logger.figures(6, { "step/loss": 0.5 });
    await logger.close("failed");
    expect(bodies("mlflow/runs/create")).toHaveLength(1);
    expect(bodies("mlflow/runs/update").map(({ status }) => status)).toEqual(["KILLED", "RUNNING", "FAILED"]);
  });

  test("a server that fails is told of once, and its figures go there when it answers again", async () => {
    let isDown = true;
    const url = await fakeServer(() => isDown);
    const logger = await mlflow.open(url, runOf());
    logger.figures(1, { "step/loss": 3 });
    await expect.poll(() => told).toHaveLength(1);
    expect(told[0]).toMatch(/^--log mlflow: .* answers 500: .*the training goes on/);
    logger.flush();
    logger.flush();
    isDown = false;
    await logger.close("finished");
    expect(told).toHaveLength(1);
    const metrics = bodies("mlflow/runs/log-batch").flatMap((batch) => batch.metrics);
    expect(metrics).toMatchObject([{ key: "step/loss", value: 3, step: 1 }]);
    expect(bodies("mlflow/runs/update")).toMatchObject([{ status: "FINISHED" }]);
  });

  test("a server that is not there stops nothing", async () => {
    const server = await localServer(() => undefined);
    await server.close();
    const logger = await mlflow.open(server.url, runOf());
    logger.figures(1, { "step/loss": 3 });
    await expect.poll(() => told).toHaveLength(1);
    expect(told[0]).toContain("does not answer");
    await logger.close("finished");
  });

  test("leaves out what is no number", async () => {
    const logger = await mlflow.open(await fakeServer(), runOf());
    logger.figures(1, { a: Number.NaN, b: 2 });
    await logger.close("finished");
    expect(bodies("mlflow/runs/log-batch").flatMap(({ metrics }) => metrics)).toMatchObject([{ key: "b", value: 2 }]);
  });
});

test("refuses loggers that are none, and passwords in addresses", () => {
  expect(() => checkLoggers(["wandb"])).toThrow('--log: expected tensorboard or mlflow:URI, got "wandb".');
  expect(() => checkLoggers(["tensorboard:x"])).toThrow("expected tensorboard alone");
  expect(() => checkLoggers(["mlflow"])).toThrow(UsageError);
  expect(() => checkLoggers(["mlflow:file:///tmp"])).toThrow("expected a server's address");
  expect(() => checkLoggers(["mlflow:http://me:secret@host"])).toThrow("expected an address without a password");
  expect(() => checkLoggers(["tensorboard", "mlflow:http://127.0.0.1:5000"])).not.toThrow();
});
