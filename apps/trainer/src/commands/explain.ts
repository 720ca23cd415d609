/** `tresnet explain`: shows where on an image a model sees a class. */
import type { Command } from "commander";
import { showExplanation } from "../display/show-explanation.ts";
import { explain } from "../functions/explain.ts";
import { addOptions } from "../options/add-options.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { explainSections, explainTable } from "../settings/explaining/explain-options.ts";
import { commandName } from "../terminal/command-name.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { addModelFlags, modelChoice } from "./model-flags.ts";

export function addExplainCommand(program: Command): void {
  const command = program
    .command("explain")
    .summary("show where on an image the model sees a class")
    .description(
      "Draws heat over an image where it speaks for a class, by Grad-CAM, HiResCAM or LayerCAM at a stage of the net. The colours are matplotlib's inferno: black none, yellow most; what the model did not see is dark.",
    )
    .argument("<image>", "the file of an image")
    .option("--json", "print one line of JSON with the heat's numbers; everything else goes to stderr");
  addOptions(addModelFlags(command), explainSections);
  command.action(async (image: string, flags: Record<string, unknown>) => {
    const { checkpoint, model, json, ...values } = flags;
    const options = resolveOptions(explainTable, [{ source: "command line", values }]);
    const terminal = createTerminal({ json: json === true });
    const result = await explain(
      { ...options, ...modelChoice({ checkpoint, model }), image },
      { onEvent: showExplanation(terminal), program: commandName() },
    );
    terminal.json(result);
  });
}
