import { existsSync, readdirSync, readFileSync } from "node:fs";
import { appendFile, mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTresnet } from "./cli-process.ts";
import { expectSameRun, metricsOf } from "./compare-runs.ts";

// Everything that a checkpoint has to carry is in use: momentum, average, dropout, drop path, cutout, a schedule.
const settings =
  "train synthetic --img-size 16 --batch-size 128 --epochs 3 --checkpoint-interval 2 --log-interval 1 --seed 3 --precision float32 " +
  "--threads 2 --model-ema --drop 0.2 --drop-path 0.2 --cutout 0.5 --sched onecycle";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);
const start = (name: string) => startTresnet(...settings.split(" "), "--output", folder, "--experiment", name);
const resume = (name: string) => startTresnet("train", "--resume", at(name), "--json");

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-resume-"));
  const { code, stderr } = await start("whole").ended();
  expect(stderr).toBe("");
  expect(code).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

describe("a run that is killed and resumed", () => {
  const run = "killed";
  const has = (name: string) => () => existsSync(at(run, name));
  const isWriting = (name: string) => () =>
    existsSync(at(run)) && readdirSync(at(run)).some((one) => one.startsWith(`${name}.`) && one.endsWith(".partial"));
  const epochs = () => {
    const metrics = at(run, "metrics.jsonl");
    return existsSync(metrics) ? readFileSync(metrics, "utf8").split("\n").length - 1 : 0;
  };
  // In the order of a run: each process goes on from what the one before it left, and is killed a little later.
  const moments: readonly (readonly [name: string, moment: () => boolean, left: () => boolean])[] = [
    ["before its first checkpoint", has("config.json"), () => !existsSync(at(run, "last.safetensors"))],
    ["in the middle of an epoch", has("last.safetensors"), () => epochs() === 0],
    ["while it writes its best weights", isWriting("best.safetensors"), isWriting("best.safetensors")],
    ["between the metrics and the checkpoint of an epoch", () => epochs() >= 1, () => epochs() >= 1],
    ["while it writes a checkpoint", isWriting("last.safetensors"), isWriting("last.safetensors")],
  ];

  test("ends with the bits of one that was never killed", async () => {
    let cli = start(run);
    for (const [name, moment, left] of moments) {
      await cli.until(moment);
      cli.signal("SIGKILL");
      expect((await cli.ended()).signal, name).toBe("SIGKILL");
      expect(left(), `killed ${name}`).toBe(true);
      cli = resume(run);
    }
    // A machine that lost power may leave half a line.
    await appendFile(at(run, "metrics.jsonl"), '{"epoch":9,"trainL');
    const { code, stdout, stderr } = await cli.ended();
    expect(stderr).toContain("going on at epoch");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ epochs: 3, evaluation: { images: 128 } });
    await expectSameRun(at(run), at("whole"));
  });

  test("leaves no half-written file behind", () => {
    expect(readdirSync(at(run)).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });
});

describe("Ctrl-C", () => {
  test("finishes the step, saves and ends with 130; the run can be resumed", async () => {
    const cli = start("interrupted");
    await cli.until(() => cli.stdout.includes("epoch 1/3 "));
    cli.signal("SIGINT");
    const { code, stdout, stderr } = await cli.ended();
    expect(code).toBe(130);
    expect(stdout).toContain("Stopping after this step");
    expect(stderr).toContain(`tresnet train --resume ${at("interrupted")}`);
    expect(existsSync(at("interrupted", "last.safetensors"))).toBe(true);
    expect((await resume("interrupted").ended()).code).toBe(0);
    await expectSameRun(at("interrupted"), at("whole"));
  });

  test.each(["SIGINT", "SIGHUP"] as const)("%s saves when nobody reads the output any more", async (signal) => {
    const run = `unread-${signal}`;
    const cli = start(run);
    await cli.until(() => cli.stdout.includes("epoch 1/3 "));
    cli.stopReading();
    cli.signal(signal);
    cli.signal(signal); // npx passes on what the terminal has sent already
    expect((await cli.ended()).code).toBe(130);
    expect(existsSync(at(run, "last.safetensors"))).toBe(true);
    expect((await resume(run).ended()).code).toBe(0);
    await expectSameRun(at(run), at("whole"));
  });

  test("a second process in the same folder is refused while the first one trains", async () => {
    const cli = start("alone");
    await cli.until(() => cli.stdout.includes("epoch 1/3 "));
    const { code, stderr } = await resume("alone").ended();
    expect(code).toBe(2);
    expect(stderr).toMatch(/alone: expected no other training in this folder, got process \d+/);
    expect((await cli.ended()).code).toBe(0);
    await expectSameRun(at("alone"), at("whole"));
  });

  test("a training that is stopped for minutes keeps its folder", async () => {
    const cli = start("asleep");
    await cli.until(() => cli.stdout.includes("epoch 1/3 "));
    cli.signal("SIGSTOP");
    const before = new Date(Date.now() - 600_000);
    await utimes(at("asleep", "run.lock"), before, before);
    const { code, stderr } = await resume("asleep").ended();
    expect(code).toBe(2);
    expect(stderr).toMatch(/asleep: expected no other training in this folder, got process \d+\. Stop it first/);
    cli.signal("SIGCONT");
    expect((await cli.ended()).code).toBe(0);
    await expectSameRun(at("asleep"), at("whole"));
  });

  test("twice ends at once", async () => {
    const cli = start("twice");
    await cli.until(() => cli.stdout.includes("epoch 1/3 "));
    cli.signal("SIGTERM");
    cli.signal("SIGINT");
    const { code, stderr } = await cli.ended();
    expect(code).toBe(130);
    expect(stderr).toBe("");
  });
});

test("a finished run is resumed to the same end", async () => {
  const before = await metricsOf(at("whole"));
  const { code, stdout } = await resume("whole").ended();
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ run: at("whole"), epochs: 3 });
  expect(await metricsOf(at("whole"))).toEqual(before);
});

test("a run directory is never overwritten", async () => {
  const { code, stderr } = await start("whole").ended();
  expect(code).toBe(2);
  expect(stderr).toContain("holds a run already");
});
