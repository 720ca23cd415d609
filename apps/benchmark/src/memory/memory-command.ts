/** `tresnet-bench memory`: what a process needs for a batch, and the largest batch that fits. */
import { type Command, Option } from "commander";
import { addSideOptions, chooseSides, type SideFlags } from "../flags/choose-sides.ts";
import {
  addCaseOptions,
  addRunOptions,
  type CaseFlags,
  checked,
  type RunFlags,
  wholeNumber,
} from "../flags/common-flags.ts";
import { writeResult } from "../output/write-result.ts";
import { parseTasks } from "../sides/side-list.ts";
import { type OwnSideName, ownSides, type Task } from "../terms/cases.ts";
import { parseBytes } from "../text/byte-count.ts";
import { type MemoryMeasurement, measureMemory } from "./measure-memory.ts";
import { memoryChart } from "./memory-chart.ts";
import { memoryReport } from "./memory-report.ts";

interface MemoryFlags extends CaseFlags, RunFlags, SideFlags {
  readonly task: Task[];
  readonly budget?: number;
  readonly numBenchIter: number;
}

/** What the command writes. */
export interface MemoryFile {
  readonly command: "memory";
  /** One for each task. */
  readonly measurements: readonly MemoryMeasurement[];
}

/** How a step can spend its memory. */
const ways = ["traced", "in-place", "checkpointed"] as const;

export function addMemoryCommand(program: Command): void {
  const command = program
    .command("memory")
    .summary("peak memory, and the largest batch that fits")
    .description("Measures peak memory by batch size, and the largest batch within a budget, in fresh processes.")
    .addOption(
      new Option("--task <tasks>", "out of train, infer")
        .argParser(checked(parseTasks))
        .default(["train", "infer"], "train,infer"),
    );
  addCaseOptions(command, [8, 32]);
  addSideOptions(command, "of --precision the traced ones, in training in-place and checkpointed too")
    .option("--budget <amount>", "look for the largest batch in this much memory, such as 8GB", checked(parseBytes))
    .option("--num-bench-iter <count>", "steps in every process", wholeNumber, 2);
  addRunOptions(command, "memory").action((flags: MemoryFlags) => run(flags, command));
}

async function run(flags: MemoryFlags, command: Command): Promise<void> {
  for (const task of flags.task) {
    if (sidesFor(task, flags).length > 0) continue;
    command.error(
      `error: --sides ${flags.sides?.join(",")} have no ${task}: in-place batch norm and checkpointing are about gradients. Take --task train, or a traced side.`,
    );
  }
  const measurements: MemoryMeasurement[] = [];
  for (const task of flags.task) {
    const { baselines: _, ...chosen } = await chooseSides(sidesFor(task, flags), flags.against, task);
    const measurement = await measureMemory({
      case: { task, model: flags.model, imageSize: flags.imgSize, classes: flags.numClasses, seed: flags.seed },
      batchSizes: flags.batchSize,
      ...chosen,
      budget: flags.budget,
      steps: flags.numBenchIter,
      cores: flags.cores,
      onProgress: (line) => console.error(line),
    });
    measurements.push(measurement);
  }
  const data: MemoryFile = { command: "memory", measurements };
  const markdown = measurements.map(memoryReport).join("\n");
  await writeResult({ name: "memory", data, markdown, chart: memoryChart(measurements) }, flags);
}

function sidesFor(task: Task, { sides, precision }: MemoryFlags): OwnSideName[] {
  const own = sides ?? precision.flatMap((format) => ways.map((way): OwnSideName => `${way}-${format}`));
  return own.filter((side) => task === "train" || !isAboutGradients(side));
}

/** In-place batch norm and checkpointing are about gradients: without them both are the same as the plain net. */
function isAboutGradients(side: OwnSideName): boolean {
  const { norm, checkpoints } = ownSides[side];
  return norm === "in-place" || checkpoints;
}
