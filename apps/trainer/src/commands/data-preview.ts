/** `tresnet data preview`: draws images as a training will see them. */
import { openDataset } from "@tresnet/data";
import { buildModel } from "@tresnet/zoo";
import type { Command } from "commander";
import { trainingViews, type ViewedImage } from "../data-report/training-views.ts";
import { shareText, sheetFormat, writePreview } from "../data-report/write-preview.ts";
import { InterruptedError, UsageError } from "../errors.ts";
import { chosenImages } from "../images/chosen-images.ts";
import { savedModel } from "../images/data-plan.ts";
import { addOptions } from "../options/add-options.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { checkDataName } from "../settings/check-data-name.ts";
import { givenTrainOptions } from "../settings/given-train-options.ts";
import { previewSections, type SheetTableOptions, sheetTable } from "../settings/preview-options.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { countLine, paintProgress } from "../terminal/progress-line.ts";
import { provisionProgress } from "../terminal/provision-progress.ts";
import { formatTable } from "../terminal/table.ts";
import { createTerminal, type Terminal } from "../terminal/terminal.ts";
import { checkRegime } from "../training/check-regime.ts";
import { checkClasses } from "../training/check-training.ts";
import { Interruption } from "../training/interruption.ts";

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
    const options = await givenTrainOptions({ command: "data preview", data, config, recipe, flags });
    await preview(createTerminal({ json: json === true }), options, sheet);
  });
}

async function preview(terminal: Terminal, options: TrainOptions, sheet: SheetTableOptions): Promise<void> {
  const format = await sheetFormat(sheet.output);
  const interruption = new Interruption(() => terminal.line("Stopping."));
  try {
    const { images, size } = await drawn(terminal, options, { sheet, format, signal: interruption.signal });
    terminal.update("");
    for (const line of lines(images)) terminal.line(line);
    terminal.line(`preview: ${sheet.output}`);
    terminal.json({
      data: options.data,
      imgSize: size,
      images: images.map(({ index, id, views }) => ({
        index,
        id,
        views: views.map(({ epoch, label }) => ({ epoch, label })),
      })),
      output: sheet.output,
    });
  } catch (error) {
    if (!interruption.requested) throw error;
    throw new InterruptedError("Stopped. Nothing was written.", { cause: error });
  } finally {
    interruption.close();
  }
}

interface Drawing {
  readonly sheet: SheetTableOptions;
  readonly format: "png" | "jpeg";
  readonly signal: AbortSignal;
}

async function drawn(terminal: Terminal, given: TrainOptions, { sheet, format, signal }: Drawing) {
  if (given.data === undefined) {
    throw new UsageError("data preview: expected data, got none. Say what to draw from, such as folder:photos.");
  }
  const options = { ...given, data: checkDataName(given.data) };
  const opened = await openDataset(options.data, {
    seed: options.seed,
    holdOut: options.valSplit,
    signal,
    onProgress: provisionProgress(terminal),
  });
  const { train } = chosenImages(opened, options);
  const classes = checkClasses(options, train);
  checkRegime(options, train);
  const saved = savedModel(options, buildModel(options.model, { numClasses: classes }), train);
  const { count, versions, output } = sheet;
  const images = await trainingViews(train, {
    options,
    saved,
    classes,
    count,
    versions,
    signal,
    onProgress: (done, total) =>
      terminal.update(paintProgress(countLine("drawing", done, total, terminal.columns - 1), terminal.colors)),
  });
  await writePreview(train, images, { file: output, format, size: saved.imgSize });
  return { images, size: saved.imgSize };
}

/** What the captions say, for terminals without pictures. */
function lines(images: readonly ViewedImage[]): string[] {
  const rows = images.map(({ id, views }) => [
    id,
    ...views.map(({ label }) => label.map((one) => (one.share < 1 ? shareText(one) : one.name)).join(", ")),
  ]);
  return formatTable(
    rows,
    (rows[0] ?? []).map(() => "left" as const),
  );
}
