/** `tresnet-bench ablation`: what each of the paper's refinements costs and gains. */
import { modelNames } from "@tresnet/zoo";
import { type Command, Option } from "commander";
import { addRunOptions, checked, type RunFlags } from "../flags/common-flags.ts";
import { addConditionOptions, type ConditionFlags, conditionsOf } from "../flags/condition-flags.ts";
import { writeResult } from "../output/write-result.ts";
import { ablationChart, ablationReport } from "./ablation-report.ts";
import { type Change, changeNames, changes, parseChanges } from "./changes.ts";
import { type AblationModel, measureAblation } from "./measure-ablation.ts";

interface AblationFlags extends ConditionFlags, RunFlags {
  readonly model: AblationModel;
  readonly changes: readonly Change[];
}

export function addAblationCommand(program: Command): void {
  const models = modelNames.filter((name) => name !== "resnet50");
  const command = program
    .command("ablation")
    .summary("the paper's refinements one by one")
    .description(
      "Measures a TResNet against itself with one refinement changed, in turns: training, inference and peak memory.",
    )
    .addOption(new Option("--model <name>", "the net that is changed").choices(models).default("tresnet_m"))
    .addOption(
      new Option("--changes <names>", `out of ${changeNames.join(", ")}`)
        .argParser(checked(parseChanges))
        .default(changes, "all"),
    );
  addConditionOptions(command, { batchSize: 16, bench: 14 });
  addRunOptions(command, "ablation").action(run);
}

async function run(flags: AblationFlags): Promise<void> {
  const { side: _, ...conditions } = conditionsOf(flags);
  const { model, precision } = flags;
  const ablation = await measureAblation({ ...conditions, model, precision, changes: flags.changes });
  const data = { command: "ablation", ...ablation };
  await writeResult(
    { name: "ablation", data, markdown: ablationReport(ablation), chart: ablationChart(ablation) },
    flags,
  );
}
