/** `tresnet data clean`: finds labels that are likely wrong, and images that are in more than one part. */
import type { Command } from "commander";
import { showCleaning } from "../../display/show-cleaning.ts";
import { cleanData } from "../../functions/clean-data.ts";
import { addOptions } from "../../options/add-options.ts";
import { resolveOptions } from "../../options/resolve-options.ts";
import { cleanSections, cleanTable } from "../../settings/data/clean-options.ts";
import { nothingToClean, withData } from "../../settings/with-data.ts";
import { commandName } from "../../terminal/command-name.ts";
import { createTerminal } from "../../terminal/terminal.ts";
import { interruptible } from "../interruption.ts";
import { addModelFlags, modelChoice } from "../model-flags.ts";

export function addDataCleanCommand(data: Command): void {
  const command = data
    .command("clean")
    .summary("find labels that are likely wrong, and images in more than one part")
    .description(
      "Finds likely wrong labels by confident learning: a linear classifier of a frozen backbone's features says what each image is, trained on the others. Finds near duplicates across parts. Writes a page to keep, relabel or drop each, and a CSV with every suggestion taken; never touches the images.",
    )
    .argument("[data]", "what to look at, instead of --data")
    .option("--json", "print one line of JSON with everything found; all else goes to stderr");
  addOptions(addModelFlags(command), cleanSections);
  command.action(async (data: string | undefined, flags: Record<string, unknown>) => {
    const { checkpoint, model, json, ...rest } = flags;
    const values = { ...rest, ...(data === undefined ? {} : { data }) };
    const resolved = resolveOptions(cleanTable, [{ source: "command line", values }]);
    const options = withData(resolved, nothingToClean);
    const terminal = createTerminal({ json: json === true });
    const result = await interruptible(
      () => terminal.line("Stopping."),
      (signal) =>
        cleanData(
          { ...options, ...modelChoice({ checkpoint, model }) },
          { onEvent: showCleaning(terminal), signal, program: commandName() },
        ),
    );
    terminal.json({ ...result, broken: result.broken.map(({ id, reason }) => ({ file: id, reason })) });
  });
}
