/** `tresnet-bench scale`: how training grows with the processes that share it. */
import { type ModelName, modelNames } from "@tresnet/zoo";
import { type Command, InvalidArgumentError, Option } from "commander";
import { addRunOptions, checked, type RunFlags, wholeNumbers } from "../flags/common-flags.ts";
import { addConditionOptions, type ConditionFlags, conditionsOf } from "../flags/condition-flags.ts";
import { contestChart } from "../output/contest-chart.ts";
import { writeResult } from "../output/write-result.ts";
import { findPeers } from "../peers/peer-runners.ts";
import { splitByPresence } from "../peers/peers.ts";
import { parseNames, parsePrecisions, sidesOfPeers } from "../sides/side-list.ts";
import type { Precision } from "../terms/cases.ts";
import { measureScale, type ScaleMeasurement } from "./measure-scale.ts";
import { scaleReport } from "./scale-report.ts";
import { scaleWays } from "./scale-ways.ts";

interface ScaleFlags extends ConditionFlags, RunFlags {
  readonly model: ModelName;
  readonly processes: readonly number[];
  readonly gradientFormat: readonly Precision[];
  readonly bandwidth: readonly number[];
  readonly against: readonly "pytorch"[];
}

/** What the command writes. */
export interface ScaleFile {
  readonly command: "scale";
  /** One. */
  readonly measurements: readonly ScaleMeasurement[];
}

/** Adds the command. */
export function addScaleCommand(program: Command): void {
  const command = program
    .command("scale")
    .summary("training on several processes, and what more machines would give")
    .description(
      "Measures training on several processes of this machine, each on one core with one thread, in turns: together, each " +
        "for itself, and one alone. Then it says what more machines would give.",
    )
    .addOption(new Option("--model <name>", "model").choices(modelNames).default("tresnet_m"))
    .addOption(
      new Option("--processes <counts>", "how many train together; a list measures each")
        .argParser(severalProcesses)
        .default([2], "2"),
    )
    .addOption(
      new Option("--gradient-format <formats>", "how gradients travel, out of float32, bfloat16; a list measures each")
        .argParser(checked(parsePrecisions))
        .default(["float32"], "float32"),
    )
    .addOption(
      new Option(
        "--bandwidth <megabits>",
        "two processes in networks held to these Mb/s too (Linux, root), such as 1000,200",
      )
        .argParser(wholeNumbers)
        .default([], "none"),
    )
    .addOption(
      new Option("--against <peer>", "PyTorch's DistributedDataParallel with gloo, on the same cores")
        .argParser(checked((text) => parseNames(text, ["pytorch"])))
        .default([], "none"),
    );
  addConditionOptions(command, { batchSize: 16, bench: 14 });
  addRunOptions(command, "scale", "a core for each process, such as 0,1 (default: those of this process)").action(run);
}

async function run(flags: ScaleFlags): Promise<void> {
  const { side: own, imageSize, batchSize, classes, seed, ...conditions } = conditionsOf(flags);
  const peers = splitByPresence(sidesOfPeers(flags.against, [own]), "train", await findPeers());
  const { processes, gradientFormat: gradientFormats, bandwidth: bandwidths, model } = flags;
  const measurement = await measureScale({
    ...conditions,
    own,
    case: { task: "train", model, imageSize, batchSize, classes, seed },
    ways: scaleWays({ own, peer: peers.present[0], processes, gradientFormats, bandwidths }),
    python: peers.python,
    absent: peers.absent,
  });
  const data: ScaleFile = { command: "scale", measurements: [measurement] };
  const chart = contestChart(data.measurements);
  await writeResult({ name: "scale", data, markdown: scaleReport(measurement), chart }, flags);
}

function severalProcesses(text: string): number[] {
  const counts = wholeNumbers(text);
  if (counts.every((count) => count > 1)) return [...new Set(counts)];
  throw new InvalidArgumentError("Expected whole numbers of at least 2: one process is always measured.");
}
