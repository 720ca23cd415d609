/** `tresnet export`: a trained model to give away. */
import type { Command } from "commander";
import { showExport } from "../display/show-export.ts";
import { exportModel } from "../functions/export-model.ts";
import { outputOf } from "../functions/exporting/export-output.ts";
import { addOptions } from "../options/add-options.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { exportSections, exportTable } from "../settings/export-options.ts";
import { commandName } from "../terminal/command-name.ts";
import { createTerminal } from "../terminal/terminal.ts";

export function addExportCommand(program: Command): void {
  const command = program
    .command("export")
    .summary("write a trained model in a format to give away")
    .description(
      "Writes the weights that evaluate takes, averaged where the training averaged, with a description of what they are and how they were made. What was written is run beside the model, on images of its data, before it gets its name.",
    )
    .argument(
      "<checkpoint>",
      "run directory, one of its .safetensors files, or a folder of the Hugging Face hub; any weights of the --model",
    )
    .option("--json", "print one line of JSON at the end; everything else goes to stderr");
  addOptions(command, exportSections);
  command.action(async (checkpoint: string, { json, ...values }: Record<string, unknown>) => {
    const options = resolveOptions(exportTable, [{ source: "command line", values }]);
    const terminal = createTerminal({ json: json === true });
    const result = await exportModel(
      { ...options, checkpoint, output: outputOf(options) },
      { onEvent: showExport(terminal), program: commandName() },
    );
    terminal.json(result);
  });
}
