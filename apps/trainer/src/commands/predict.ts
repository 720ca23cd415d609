/** `tresnet predict`: says what is on images. */
import type { Command } from "commander";
import { showPredictions } from "../display/show-predictions.ts";
import { predict } from "../functions/predict.ts";
import { addOptions } from "../options/add-options.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { predictSections, predictTable } from "../settings/inference-options.ts";
import { commandName } from "../terminal/command-name.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { addModelFlags, modelChoice } from "./model-flags.ts";

export function addPredictCommand(program: Command): void {
  const command = program
    .command("predict")
    .summary("say what is on images")
    .description(
      "Classifies images with a trained model, or with published weights. Class names, input size and colours come with them.",
    )
    .argument("<images...>", "files, folders or globs such as 'photos/**/*.jpg'")
    .option("--json", "print one line of JSON at the end; everything else goes to stderr");
  addOptions(addModelFlags(command), predictSections);
  command.action(async (images: string[], flags: Record<string, unknown>) => {
    const { checkpoint, model, json, ...values } = flags;
    const options = resolveOptions(predictTable, [{ source: "command line", values }]);
    const terminal = createTerminal({ json: json === true });
    const result = await predict(
      { ...options, ...modelChoice({ checkpoint, model }), images },
      { onEvent: showPredictions(terminal), program: commandName() },
    );
    const [broken, damaged] = [result.broken, result.damaged].map((images) =>
      images.map(({ id, reason }) => ({ file: id, reason })),
    );
    terminal.json({ model: result.model, images: result.images, broken, damaged });
  });
}
