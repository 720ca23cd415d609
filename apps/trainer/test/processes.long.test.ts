/** Training on several processes of this machine by the command: its outcome, and what becomes of those that die. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CliProcess, startTresnet } from "./cli-process.ts";
import { expectSameRun, metricsOf } from "./compare-runs.ts";
import { isAlive, trainProcessesOf } from "./train-processes.ts";

// What a checkpoint of several processes has to carry is in use: momentum, average, dropout of each process's own.
const shared =
  "--img-size 16 --epochs 2 --seed 3 --precision float32 --checkpoint-interval 2 --log-interval 1 --threads 1 --workers 0";
const settings = `train synthetic ${shared} --batch-size 64 --processes 2 --model-ema --drop 0.2`;

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);
const start = (name: string, ...more: string[]) =>
  startTresnet(...settings.split(" "), "--output", folder, "--experiment", name, ...more);
const resume = (name: string, ...more: string[]) => startTresnet("train", "--resume", at(name), "--json", ...more);
const hasStepped = (cli: CliProcess) => () => cli.stdout.includes("epoch 1/2  ━");

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-processes-"));
  const { code, stdout, stderr } = await start("whole").ended();
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(stdout.match(/run directory: /g)).toHaveLength(2); // one process prints
});
afterAll(() => rm(folder, { recursive: true }));

test("a run says how many processes there were", () => {
  const { command, options } = JSON.parse(readFileSync(at("whole", "config.json"), "utf8"));
  expect(options).toMatchObject({ processes: 2, batchSize: 64 });
  expect(options).not.toHaveProperty("cluster");
  expect(command).toContain(" --processes 2");
});

describe("a process that dies ends all others, with its name, and the run goes on to the same bits", () => {
  const isWriting = (run: string) => () =>
    existsSync(at(run)) && readdirSync(at(run)).some((name) => /^last\.safetensors\..*partial$/.test(name));
  const moments: readonly (readonly [
    string,
    NodeJS.Signals,
    number,
    (run: string, cli: CliProcess) => () => boolean,
  ])[] = [
    ["in a step", "SIGKILL", 1, (_, cli) => hasStepped(cli)],
    ["while a checkpoint is written", "SIGKILL", 1, (run) => isWriting(run)],
    ["that writes a checkpoint", "SIGKILL", 0, (run) => isWriting(run)],
    ["that is stopped", "SIGSTOP", 1, (_, cli) => hasStepped(cli)],
  ];

  test.each(moments)("%s by %s", async (what, signal, task, momentOf) => {
    const run = `dies-${what.replaceAll(" ", "-")}`;
    const cli = start(run);
    await cli.until(momentOf(run, cli));
    const processes = trainProcessesOf(cli.pid);
    expect(processes).toHaveLength(2);
    process.kill(processes[task] ?? 0, signal);
    const { code, stderr } = await cli.ended();
    expect(code).toBe(1);
    expect(stderr).toContain(
      signal === "SIGKILL" ? `task ${task} of 2 processes was ended by SIGKILL` : "task 1 (127.0.0.1:",
    );
    expect(processes.filter(isAlive)).toEqual([]);
    if (task > 0) expect(stderr).toContain(`train --resume ${at(run)}`);
    expect((await resume(run).ended()).code).toBe(0);
    await expectSameRun(at(run), at("whole"));
  });
});

test("no process outlives a command that is killed, not even one that is stopped", async () => {
  const cli = start("orphans");
  await cli.until(hasStepped(cli));
  const processes = trainProcessesOf(cli.pid);
  expect(processes).toHaveLength(2);
  process.kill(processes[1] ?? 0, "SIGSTOP");
  cli.signal("SIGKILL");
  await cli.ended();
  for (let tries = 0; processes.some(isAlive) && tries < 100; tries++) await sleep(100);
  expect(processes.filter(isAlive)).toEqual([]);
});

test("Ctrl-C stops all after a step, with one checkpoint, and the run can be resumed", async () => {
  const cli = start("interrupted", "--sync-bn");
  await cli.until(hasStepped(cli));
  const processes = trainProcessesOf(cli.pid);
  cli.signal("SIGINT");
  const { code, stdout, stderr } = await cli.ended();
  expect(code).toBe(130);
  expect(stdout).toContain("Stopping after this step");
  expect(stderr).toBe(`Stopped. Go on with: tresnet train --resume ${at("interrupted")}\n`);
  expect(processes.filter(isAlive)).toEqual([]);
  expect((await resume("interrupted").ended()).code).toBe(0);
  expect((await start("not-interrupted", "--sync-bn").ended()).code).toBe(0);
  await expectSameRun(at("interrupted"), at("not-interrupted"));
});

test("NaN stops all at one step, and is told once", async () => {
  const { code, stderr } = await start(
    "diverging",
    "--lr",
    "1e30",
    "--sched",
    "cosine",
    "--warmup-epochs",
    "0",
  ).ended();
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^error: training step \d: .* This step changed nothing\..* with a lower learning rate: .*\n$/,
  );
});

test("another number of processes goes on with the same batches, to rounding, and says so", async () => {
  const { stdout, code } = await start("other", "--sync-bn", "--drop", "0", "--epochs", "1").ended();
  expect([code, stdout]).toEqual([0, expect.stringContaining("epoch 1/1")]);
  const alone = `train synthetic ${shared} --batch-size 128 --model-ema --epochs 1`.split(" ");
  expect((await startTresnet(...alone, "--output", folder, "--experiment", "alone").ended()).code).toBe(0);
  const cli = start("three", "--sync-bn", "--drop", "0", "--epochs", "1");
  await cli.until(() => existsSync(at("three", "last.safetensors")));
  cli.signal("SIGINT");
  expect((await cli.ended()).code).toBe(130);
  const ended = await resume("three", "--processes", "3").ended();
  expect(ended.code).toBe(0);
  expect(ended.stderr).toContain(
    "began with 2 processes and goes on with 3 processes, by the same batches of 128 images",
  );
  const [two, one, three] = await Promise.all(["other", "alone", "three"].map((name) => metricsOf(at(name))));
  for (const others of [one, three]) {
    for (const [index, line] of (two ?? []).entries()) {
      for (const [key, value] of Object.entries(line))
        expect(others?.[index]?.[key], key).toBeCloseTo(Number(value), 3);
    }
  }
});
