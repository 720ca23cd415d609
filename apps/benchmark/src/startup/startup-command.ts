/** `tresnet-bench startup`: how long a process takes to its first finished step. */
import { type Command, Option } from "commander";
import { addSideOptions, chooseSides, type SideFlags } from "../flags/choose-sides.ts";
import { addCaseOptions, addRunOptions, type CaseFlags, type RunFlags, wholeNumber } from "../flags/common-flags.ts";
import { writeResult } from "../output/write-result.ts";
import { ownSidesFor } from "../sides/side-list.ts";
import type { Task } from "../terms/cases.ts";
import { measureStartup, type StartupMeasurement } from "./measure-startup.ts";
import { startupChart } from "./startup-chart.ts";
import { startupReport } from "./startup-report.ts";

interface StartupFlags extends CaseFlags, RunFlags, SideFlags {
  readonly task: Task;
  readonly rounds: number;
}

/** What the command writes. */
export interface StartupFile {
  readonly command: "startup";
  /** One for each batch size. */
  readonly measurements: readonly StartupMeasurement[];
}

export function addStartupCommand(program: Command): void {
  const command = program
    .command("startup")
    .summary("from the start of the process to the first finished step")
    .description("Measures the start of fresh processes to the end of their first step, part by part.")
    .addOption(new Option("--task <task>", "what a step is").choices(["train", "infer"]).default("train"));
  addCaseOptions(command, [8]);
  addSideOptions(command, "the traced ones of --precision").option(
    "--rounds <count>",
    "starts of every side",
    wholeNumber,
    5,
  );
  addRunOptions(command, "startup").action(run);
}

async function run(flags: StartupFlags): Promise<void> {
  const { task, model, imgSize: imageSize, numClasses: classes, seed } = flags;
  const own = flags.sides ?? ownSidesFor(flags.precision);
  const { baselines: _, ...chosen } = await chooseSides(own, flags.against, task);
  const measurements: StartupMeasurement[] = [];
  for (const batchSize of flags.batchSize) {
    const measurement = await measureStartup({
      case: { task, model, imageSize, batchSize, classes, seed },
      ...chosen,
      rounds: flags.rounds,
      cores: flags.cores,
      onProgress: (line) => console.error(line),
    });
    measurements.push(measurement);
  }
  const data: StartupFile = { command: "startup", measurements };
  const markdown = measurements.map(startupReport).join("\n");
  await writeResult({ name: "startup", data, markdown, chart: startupChart(measurements) }, flags);
}
