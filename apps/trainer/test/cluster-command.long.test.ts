/** `tresnet train` as one process of several that somebody starts: what they compare, and who is named. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { loopbackAddresses } from "@tresnet/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CliProcess, startTresnet, startTresnetWith } from "./cli-process.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-cluster-"));
});
afterAll(() => rm(folder, { recursive: true }));

const settings =
  "train synthetic --img-size 16 --batch-size 128 --epochs 1 --threads 1 --precision float32 --workers 0";
const start = (...args: readonly string[]) => startTresnet(...settings.split(" "), "--output", folder, ...args);
const endings = (processes: readonly CliProcess[]) => Promise.all(processes.map((each) => each.ended()));

test("task 0 prints and writes, the others say nothing, by --cluster as by TF_CONFIG", async () => {
  const peers = await loopbackAddresses(2);
  const config = (index: number) => JSON.stringify({ cluster: { worker: peers }, task: { type: "worker", index } });
  const processes = [
    startTresnetWith({ TF_CONFIG: config(0) }, ...settings.split(" "), "--output", folder, "--experiment", "both"),
    start("--cluster", peers.join(","), "--task", "classify", "--task", "1", "--experiment", "both"),
  ];
  const [first, second] = await endings(processes);
  expect([first?.code, first?.stderr]).toEqual([0, ""]);
  expect(first?.stdout).toContain(`cluster: task 0 of 2 (${peers[0]}), by the variable TF_CONFIG`);
  expect(first?.stdout).toContain(`report: ${path.join(folder, "both", "report.html")}`);
  expect(second).toMatchObject({ code: 0, stdout: "", stderr: "" });
});

test("what differs is named before anything is trained", async () => {
  const peers = await loopbackAddresses(2);
  const own = ["--cluster", peers.join(","), "--experiment", "differing"];
  const others = ["--seed", "7", "--mixup", "0.2"];
  const ended = await endings([start(...own, "--task", "0"), start(...own, "--task", "1", ...others)]);
  for (const { code, stderr } of ended) {
    expect(code).toBe(1);
    expect(stderr).toContain("expected all processes to have the same options, but for task 0");
    expect(stderr).toContain("--seed is 0 and 7");
    expect(stderr).toContain("--mixup is 0 and 0.2");
  }
});

test("other data is named before anything is trained", async () => {
  const peers = await loopbackAddresses(2);
  const own = ["--cluster", peers.join(","), "--experiment", "other-data"];
  const ended = await endings(
    [0, 1].map((task) => start(...own, "--task", `${task}`, "--val-split", "0.2", "--train-per-class", `${64 + task}`)),
  );
  for (const { stderr } of ended) expect(stderr).toContain("--train-per-class is 64 and 65");
});

test("a process that does not come is named after the time", async () => {
  const peers = await loopbackAddresses(2);
  const { code, stderr } = await start("--cluster", peers.join(","), "--task", "0", "--cluster-timeout", "0.1").ended();
  expect(code).toBe(1);
  expect(stderr).toContain(`still missing task 1 (${peers[1]}): nobody listens there yet`);
});

test("two processes with one number, and a number without a list, are refused", async () => {
  const peers = await loopbackAddresses(2);
  const own = ["--cluster", peers.join(","), "--task", "1"];
  const first = start(...own);
  await first.until(() => first.stdout.includes("waiting for task 0"));
  const second = await start(...own).ended();
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/port \d+ of task 1 can't be listened on.*another process may have task 1 too/);
  first.signal("SIGINT"); // ends the waiting
  expect((await first.ended()).code).toBe(130);
  const alone = await start("--task", "1").ended();
  expect(alone).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--cluster-task: expected --cluster with it"),
  });
});
