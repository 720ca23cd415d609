/** `tresnet-bench table`: the paper's table 1 on this machine. */
import type { Command } from "commander";
import { addRunOptions, checked, type RunFlags } from "../flags/common-flags.ts";
import { addConditionOptions, type ConditionFlags, conditionsOf } from "../flags/condition-flags.ts";
import { writeResult } from "../output/write-result.ts";
import { parseBytes } from "../text/byte-count.ts";
import { measureTable } from "./measure-table.ts";
import { tableChart, tableReport } from "./table-report.ts";

interface TableFlags extends ConditionFlags, RunFlags {
  /** False where it is not wanted. */
  readonly budget: number | false;
}

export function addTableCommand(program: Command): void {
  const command = program
    .command("table")
    .summary("the paper's table 1 on this machine")
    .description(
      "Measures ResNet-50 and TResNet-M, -L and -XL in turns: training, inference and the largest training batch, beside the " +
        "paper's numbers.",
    );
  addConditionOptions(command, { batchSize: 16, bench: 14 })
    .option("--budget <amount>", "memory for the largest batch", checked(parseBytes), parseBytes("8GB"))
    .option("--no-budget", "look for no largest batch");
  addRunOptions(command, "table").action(run);
}

async function run(flags: TableFlags): Promise<void> {
  const table = await measureTable({
    ...conditionsOf(flags),
    budget: flags.budget === false ? undefined : flags.budget,
  });
  const data = { command: "table", ...table };
  await writeResult({ name: "table", data, markdown: tableReport(table), chart: tableChart(table) }, flags);
}
