/** `tresnet data`: commands that look at data and train nothing. */
import type { Command } from "commander";
import { addDataCleanCommand } from "./data-clean.ts";
import { addDataInspectCommand } from "./data-inspect.ts";
import { addDataPreviewCommand } from "./data-preview.ts";

export function addDataCommand(program: Command): void {
  const data = program.command("data").summary("look at data before training").description("Looks at data sets.");
  addDataInspectCommand(data);
  addDataPreviewCommand(data);
  addDataCleanCommand(data);
  for (const command of data.commands) command.exitOverride().showHelpAfterError("(see --help)");
}
