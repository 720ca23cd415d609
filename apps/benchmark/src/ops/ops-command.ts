/** `tresnet-bench ops`: where the time of a step goes. */

import { writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { makeFolder } from "@tresnet/files";
import { type Command, Option } from "commander";
import { addCaseOptions, type CaseFlags, type RunFlags, wholeNumber } from "../flags/common-flags.ts";
import { writeResult } from "../output/write-result.ts";
import { removeFolder, temporaryFolder } from "../processes/leftovers.ts";
import { writeCaseFiles } from "../terms/case-files.ts";
import type { BenchmarkCase, Task } from "../terms/cases.ts";
import { describeMachine } from "../terms/machine.ts";
import { flameChart } from "./drawing/flame-chart.ts";
import { opsReport } from "./ops-report.ts";
import type { OpsProfile } from "./ops-summary.ts";
import { peerProfilers, profiledPeers } from "./peers/profile-peer.ts";
import { profileOwn } from "./profile-own.ts";

interface OpsFlags extends CaseFlags, Pick<RunFlags, "json" | "output"> {
  readonly task: Task;
  readonly steps: number;
  readonly warmUp: number;
  readonly interOpThreads: number;
  readonly against?: (typeof profiledPeers)[number];
}

export function addOpsCommand(program: Command): void {
  const command = program
    .command("ops")
    .summary("where the time of a step goes")
    .description(
      "Measures every op of a traced step by TensorFlow's step statistics, and sums them up by kind of work, shape, op and layer.",
    )
    .addOption(new Option("--task <task>", "what is measured").choices(["train", "infer"]).default("train"));
  addCaseOptions(command, [16])
    .option("--steps <count>", "measured steps; times are medians", wholeNumber, 5)
    .option("--warm-up <count>", "steps before them", wholeNumber, 3)
    .option("--inter-op-threads <count>", "ops at a time; with more than 1 their times overlap", wholeNumber, 1)
    .addOption(new Option("--against <peer>", "puts the peer's profile beside ours").choices(profiledPeers))
    .option("--output <folder>", "write ops.json, ops.md and a chart of each case there")
    .option("--json", "print one line of JSON in place of Markdown", false)
    .action(run);
}

async function run(flags: OpsFlags): Promise<void> {
  const profiles: OpsProfile[] = [];
  for (const batchSize of flags.batchSize) {
    const measured: BenchmarkCase = {
      task: flags.task,
      model: flags.model,
      imageSize: flags.imgSize,
      batchSize,
      classes: flags.numClasses,
      seed: flags.seed,
    };
    profiles.push(...(await profileCase(measured, flags)));
  }
  if (flags.output !== undefined) await writeCharts(flags.output, profiles);
  const data = { command: "ops", profiles: profiles.map(plain) };
  await writeResult({ name: "ops", data, markdown: profiles.map(opsReport).join("\n") }, flags);
}

/** One profile for each number format. */
async function profileCase(measured: BenchmarkCase, flags: OpsFlags) {
  const folder = await temporaryFolder();
  const threads = os.availableParallelism();
  const { interOpThreads, steps, warmUp: warmUpSteps, against } = flags;
  try {
    const files = await writeCaseFiles(folder, measured);
    const profiles: OpsProfile[] = [];
    for (const precision of flags.precision) {
      const options = { case: measured, files, precision, threads, interOpThreads, warmUpSteps, steps };
      console.error(`batch ${measured.batchSize}, ${precision}: ours`);
      const ours = await profileOwn(options);
      if (against !== undefined) console.error(`batch ${measured.batchSize}, ${precision}: ${against}`);
      const outcome =
        against === undefined ? { peer: null, absent: [] } : await peerProfilers[against](folder, options);
      profiles.push({ case: measured, precision, threads, machine: describeMachine(), ours, ...outcome });
    }
    return profiles;
  } finally {
    await removeFolder(folder);
  }
}

async function writeCharts(folder: string, profiles: readonly OpsProfile[]): Promise<void> {
  await makeFolder(folder);
  for (const profile of profiles) {
    const { task, model, batchSize } = profile.case;
    const file = `ops-${task}-${model}-${batchSize}-${profile.precision}.svg`;
    await writeFile(path.join(folder, file), flameChart(profile));
  }
}

/** As JSON has it: a map as an object. */
function plain({ peer, ...rest }: OpsProfile): object {
  if (peer === null) return { ...rest, peer };
  return { ...rest, peer: { ...peer, classes: Object.fromEntries(peer.classes) } };
}
