#!/usr/bin/env node
/** The command `tresnet-bench`: measures this project against others, and against itself. */
import { Command } from "commander";
import { addAblationCommand } from "./ablation/ablation-command.ts";
import { addAccuracyCommand } from "./accuracy/accuracy-command.ts";
import { addBrowserCommand } from "./browser/browser-command.ts";
import { addCompareCommand } from "./compare/compare-command.ts";
import { addDataCommand } from "./data/data-command.ts";
import { addMemoryCommand } from "./memory/memory-command.ts";
import { addOpsCommand } from "./ops/ops-command.ts";
import { addPeersCommand } from "./peers/peers-command.ts";
import { leaveNothing } from "./processes/leftovers.ts";
import { addScaleCommand } from "./scale/scale-command.ts";
import { addStartupCommand } from "./startup/startup-command.ts";
import { addTableCommand } from "./table/table-command.ts";
import { addMeasureCommand } from "./train-infer/measure-command.ts";

const program = new Command("tresnet-bench")
  .description(
    "Measures training and inference: each side in its own process, in turns, against the last side or against peers.",
  )
  .configureHelp({ showGlobalOptions: true })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

addMeasureCommand(program, "train");
addMeasureCommand(program, "infer");
addOpsCommand(program);
addMemoryCommand(program);
addStartupCommand(program);
addDataCommand(program);
addBrowserCommand(program);
addTableCommand(program);
addAblationCommand(program);
addAccuracyCommand(program);
addScaleCommand(program);
addCompareCommand(program);
addPeersCommand(program);

leaveNothing();
try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
