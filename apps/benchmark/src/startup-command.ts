/** `tresnet-bench startup`: how long a process takes to its first finished step. */
import { type Command, Option } from "commander";
import type { OwnSideName, Task } from "./cases.ts";
import { addCaseOptions, addRunOptions, type CaseFlags, checked, type RunFlags, wholeNumber } from "./common-flags.ts";
import { findPyTorch } from "./find-pytorch.ts";
import { measureStartup, type StartupMeasurement } from "./measure-startup.ts";
import { splitByPresence } from "./peers.ts";
import {
  ownSideNames,
  ownSidesFor,
  type PeerName,
  parsePeers,
  parseSides,
  peerNames,
  sidesOfPeers,
} from "./side-list.ts";
import { startupReport } from "./startup-report.ts";
import { writeResult } from "./write-result.ts";

interface StartupFlags extends CaseFlags, RunFlags {
  readonly task: Task;
  readonly sides?: OwnSideName[];
  readonly against: PeerName[];
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
  addCaseOptions(command, [8])
    .option(
      "--sides <names>",
      `our sides, out of ${ownSideNames.join(", ")} (default: the traced ones of --precision)`,
      checked(parseSides),
    )
    .addOption(
      new Option("--against <peers>", `peers, out of ${peerNames.join(", ")}`)
        .argParser(checked(parsePeers))
        .default([], "none"),
    )
    .option("--rounds <count>", "starts of every side", wholeNumber, 5);
  addRunOptions(command, "startup").action(run);
}

async function run(flags: StartupFlags): Promise<void> {
  const { task, model, imgSize: imageSize, numClasses: classes, seed } = flags;
  const own = flags.sides ?? ownSidesFor(flags.precision);
  const pytorch = await findPyTorch();
  const { present, absent } = splitByPresence(sidesOfPeers(flags.against, own), task, pytorch);
  const measurements: StartupMeasurement[] = [];
  for (const batchSize of flags.batchSize) {
    const measurement = await measureStartup({
      case: { task, model, imageSize, batchSize, classes, seed },
      sides: [...own, ...present],
      rounds: flags.rounds,
      cores: flags.cores,
      python: pytorch.present ? pytorch.python : undefined,
      absent,
      onProgress: (line) => console.error(line),
    });
    measurements.push(measurement);
  }
  const data: StartupFile = { command: "startup", measurements };
  await writeResult({ name: "startup", data, markdown: measurements.map(startupReport).join("\n") }, flags);
}
