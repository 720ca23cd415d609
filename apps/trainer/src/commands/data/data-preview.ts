/** `tresnet data preview`: draws images as a training will see them. */
import type { Command } from "commander";
import { showPreview } from "../../display/show-preview.ts";
import { previewData } from "../../functions/preview-data.ts";
import { addOptions } from "../../options/add-options.ts";
import { resolveOptions } from "../../options/resolve-options.ts";
import { givenTrainOptions } from "../../settings/given-train-options.ts";
import { previewSections, sheetTable } from "../../settings/preview-options.ts";
import { nothingToPreview, withData } from "../../settings/with-data.ts";
import { commandName } from "../../terminal/command-name.ts";
import { createTerminal } from "../../terminal/terminal.ts";
import { interruptible } from "../interruption.ts";

export function addDataPreviewCommand(data: Command): void {
  const command = data
    .command("preview")
    .summary("draw images as training will see them")
    .description(
      "Draws the first images of a training, a row for each: the image itself, then what its first epochs make of it, with the labels it will be trained on. The settings are those of tresnet train; equal settings give equal pixels. Needs no TensorFlow.",
    )
    .argument("[data]", "what to draw from, instead of --data")
    .option("--config <file>", "settings from a YAML or JSON file, or from a run's config.json; flags win")
    .option("--recipe <name>", 'settings to start from, see "tresnet recipes"; file and flags win')
    .option("--json", "print one line of JSON with the labels of every picture; all else goes to stderr");
  addOptions(command, previewSections);
  command.action(async (data: string | undefined, given: Record<string, unknown>) => {
    const { config, recipe, json, count, versions, output, ...flags } = given;
    const sheet = resolveOptions(sheetTable, [{ source: "command line", values: { count, versions, output } }]);
    const training = await givenTrainOptions({ command: "data preview", data, config, recipe, flags });
    const options = { ...withData(training, nothingToPreview), ...sheet };
    const terminal = createTerminal({ json: json === true });
    const { images, imgSize } = await interruptible(
      () => terminal.line("Stopping."),
      (signal) => previewData(options, { onEvent: showPreview(terminal), signal, program: commandName() }),
    );
    terminal.json({
      data: options.data,
      imgSize,
      images: images.map(({ index, id, views }) => ({
        index,
        id,
        views: views.map(({ epoch, label }) => ({ epoch, label })),
      })),
      output: sheet.output,
    });
  });
}
