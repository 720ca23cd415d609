/** `tresnet data inspect`: what is in a data set, what is broken, and what is there twice. */
import { type DatasetSplits, inspectDataset, openDataset } from "@tresnet/data";
import type { Command } from "commander";
import { printInspection } from "../data-report/print-inspection.ts";
import { writeInspection } from "../data-report/write-inspection.ts";
import { InterruptedError, UsageError } from "../errors.ts";
import { chosenImages } from "../images/chosen-images.ts";
import { addOptions } from "../options/add-options.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { checkDataName } from "../settings/check-data-name.ts";
import { type InspectDataOptions, inspectSections, inspectTable } from "../settings/data-options.ts";
import { checkOutputFile } from "../terminal/check-output-file.ts";
import { countLine, paintProgress } from "../terminal/progress-line.ts";
import { provisionProgress } from "../terminal/provision-progress.ts";
import { createTerminal, type Terminal } from "../terminal/terminal.ts";
import { Interruption } from "../training/interruption.ts";

export function addDataInspectCommand(data: Command): void {
  const command = data
    .command("inspect")
    .summary("count, measure, find broken and double images, draw a contact sheet")
    .description(
      "Decodes every image once: counts per class and part, sizes, broken files, exact and near duplicates within and across parts, and a page with a contact sheet. Needs no TensorFlow.",
    )
    .argument("[data]", "what to look at, instead of --data")
    .option("--json", "print one line of JSON with everything found; all else goes to stderr");
  addOptions(command, inspectSections);
  command.action(async (data: string | undefined, flags: Record<string, unknown>) => {
    const { json, ...rest } = flags;
    const values = { ...rest, ...(data === undefined ? {} : { data }) };
    const options = resolveOptions(inspectTable, [{ source: "command line", values }]);
    await inspect(createTerminal({ json: json === true }), options);
  });
}

async function inspect(terminal: Terminal, options: InspectDataOptions): Promise<void> {
  if (options.data === undefined) {
    throw new UsageError("data inspect: expected data, got none. Say what to look at, such as folder:photos.");
  }
  await checkOutputFile("--output", options.output);
  const interruption = new Interruption(() => terminal.line("Stopping."));
  const { signal } = interruption;
  try {
    const opened = await openDataset(checkDataName(options.data), {
      seed: options.seed,
      holdOut: options.valSplit,
      onProgress: provisionProgress(terminal),
      signal,
    });
    const parts = chosenImages(opened, options);
    const inspection = await inspectParts(terminal, parts, options, signal);
    printInspection(terminal, inspection);
    await writeInspection(inspection, parts, { file: options.output, samples: options.samples, signal });
    terminal.line(`contact sheet: ${options.output}`);
    terminal.json({ data: options.data, ...inspection, output: options.output });
  } catch (error) {
    if (!interruption.requested) throw error;
    throw new InterruptedError("Stopped. Nothing was written.", { cause: error });
  } finally {
    interruption.close();
  }
}

function inspectParts(terminal: Terminal, parts: DatasetSplits, options: InspectDataOptions, signal: AbortSignal) {
  const { workers, hashBits, correlation } = options;
  return inspectDataset(parts, {
    workers,
    nearThreshold: { hashBits, correlation },
    signal,
    onProgress: (done, total) => {
      const label = done < total ? "looking" : "comparing";
      terminal.update(paintProgress(countLine(label, done, total, terminal.columns - 1), terminal.colors));
    },
  });
}
