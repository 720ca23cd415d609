/** `tresnet setup`: fetches TensorFlow's library ahead of its first use. */
import { provisionTensorFlow } from "@tresnet/engine";
import type { Command } from "commander";
import { fetchProgress } from "../display/fetch-progress.ts";
import { addOptions } from "../options/add-options.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { setupSections, setupTable } from "../settings/machine-options.ts";
import { createTerminal } from "../terminal/terminal.ts";

export function addSetupCommand(program: Command): void {
  const command = program
    .command("setup")
    .summary("fetch TensorFlow's library")
    .description(
      "Fetches TensorFlow's library with your own pip or uv, unless it is there; training does so by itself.",
    )
    .option("--json", "print one line of JSON at the end; everything else goes to stderr");
  addOptions(command, setupSections);
  command.action(async ({ json, ...values }: Record<string, unknown>) => {
    const { device } = resolveOptions(setupTable, [{ source: "command line", values }]);
    const terminal = createTerminal({ json: json === true });
    const library = await provisionTensorFlow({ device, onProgress: fetchProgress(terminal) });
    terminal.line(`TensorFlow ${library.version} (${library.flavor}, ${library.source}): ${library.directory}`);
    terminal.json(library);
  });
}
