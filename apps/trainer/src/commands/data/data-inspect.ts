/** `tresnet data inspect`: what is in a data set, what is broken, and what is in it twice. */
import type { Command } from "commander";
import { showInspection } from "../../display/show-inspection.ts";
import { inspectData } from "../../functions/inspect-data.ts";
import { addOptions } from "../../options/add-options.ts";
import { resolveOptions } from "../../options/resolve-options.ts";
import { inspectSections, inspectTable } from "../../settings/data-options.ts";
import { nothingToInspect, withData } from "../../settings/with-data.ts";
import { commandName } from "../../terminal/command-name.ts";
import { createTerminal } from "../../terminal/terminal.ts";
import { interruptible } from "../interruption.ts";

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
    const resolved = resolveOptions(inspectTable, [{ source: "command line", values }]);
    const options = withData(resolved, nothingToInspect);
    const terminal = createTerminal({ json: json === true });
    const { inspection, boxes, output } = await interruptible(
      () => terminal.line("Stopping."),
      (signal) => inspectData(options, { onEvent: showInspection(terminal), signal, program: commandName() }),
    );
    terminal.json({ data: options.data, ...inspection, ...(boxes && { boxes }), output });
  });
}
