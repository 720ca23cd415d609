import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { runProgram } from "../processes/run-program.ts";

const cli = fileURLToPath(new URL("../cli.ts", import.meta.url));
let folder = "";
beforeAll(async () => {
  folder = await temporaryFolder();
});

/** Runs the command from source, as a user does, and returns its only profile as it was written. */
async function profile(task: "train" | "infer") {
  const source = ["--conditions=@tresnet/source", "--import", import.meta.resolve("tsx")];
  const measured = ["--model", "tresnet_s", "--img-size", "32", "--batch-size", "4", "--precision", "float32"];
  const output = path.join(folder, task);
  const { exitCode, output: printed } = await runProgram([
    process.execPath,
    ...[...source, cli, "ops", "--task", task, ...measured],
    ...["--steps", "2", "--warm-up", "1", "--output", output],
  ]);
  expect(exitCode, printed).toBe(0);
  const name = `ops-${task}-tresnet_s-4-float32.svg`;
  expect((await readdir(output)).toSorted()).toEqual([name, "ops.json", "ops.md"]);
  expect(printed.trimEnd()).toBe((await readFile(path.join(output, "ops.md"), "utf8")).trimEnd());
  const svg = await readFile(path.join(output, name), "utf8");
  const { profiles } = JSON.parse(await readFile(path.join(output, "ops.json"), "utf8"));
  expect(profiles).toHaveLength(1);
  return { printed, svg, ops: profiles[0].ours.ops, plainMs: profiles[0].ours.plainMs.median };
}

interface Op {
  opClass: string;
  layer: string;
  pass: string;
  ms: number;
}

test("finds every convolution of a training step, in its layer and on its way there or back", async () => {
  const { printed, svg, ops, plainMs } = await profile("train");
  const of = (opClass: string, layer = /./) =>
    ops.filter((op: Op) => op.opClass === opClass && layer.test(op.layer)).map(({ pass }: Op) => pass);
  // The stem; two in each of the 1 + 2 basic blocks; one in each of the 3 + 2 bottlenecks. Images have no gradient.
  const counts = { conv1: [1, 0], layer1: [2, 2], layer2: [4, 4], layer3: [3, 3], layer4: [2, 2] };
  for (const [stage, [there, back]] of Object.entries(counts)) {
    const layer = new RegExp(`^body\\.${stage}\\b`);
    expect(of("3×3 forward", layer), stage).toEqual(Array(there).fill("forward"));
    expect(of("3×3 data gradient", layer), stage).toEqual(Array(back).fill("backward"));
  }
  expect(of("optimizer").length).toBeGreaterThan(0);
  const busy = ops.reduce((sum: number, { ms }: Op) => sum + ms, 0);
  expect(busy).toBeGreaterThan(1);
  expect(plainMs).toBeGreaterThan(1);
  for (const heading of ["By kind of work", "Convolutions and matrix products by shape"])
    expect(printed).toContain(heading);
  expect(svg).toMatch(/^<svg /);
  expect(svg).toContain("layer1");
});

test("has no backward pass in an inference", async () => {
  const { printed, ops } = await profile("infer");
  expect(new Set(ops.map(({ pass }: Op) => pass))).toEqual(new Set(["forward"]));
  expect(ops.map(({ opClass }: Op) => opClass)).toContain("3×3 forward");
  expect(printed).not.toMatch(/optimizer \| [1-9]/);
});
