/** `tresnet export`: a trained model as one file to give away. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { saveWeights } from "@tresnet/zoo";
import type { Command } from "commander";
import { UsageError } from "../errors.ts";
import { describeExport } from "../export/describe-export.ts";
import { type Checkpoint, loadModel, openCheckpoint } from "../model/load-model.ts";
import { startEngine } from "../model/start-engine.ts";
import { addOptions } from "../options/add-options.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { encodeInfo, readInfo } from "../run-directory/checkpoint-metadata.ts";
import { tresnetVersion } from "../run-directory/environment.ts";
import { configBeside, runDirectory } from "../run-directory/run-directory.ts";
import { type ExportOptions, exportSections, exportTable } from "../settings/export-options.ts";
import { checkOutputFile } from "../terminal/check-output-file.ts";
import { formatCount } from "../terminal/format.ts";
import { createTerminal, type Terminal } from "../terminal/terminal.ts";

export function addExportCommand(program: Command): void {
  const command = program
    .command("export")
    .summary("write a trained model to one file to give away")
    .description(
      "Writes the weights that evaluate takes, averaged where the training averaged, with a description of what they are and how they were made.",
    )
    .argument("<checkpoint>", "run directory, or one of its .safetensors files")
    .option("--json", "print one line of JSON at the end; everything else goes to stderr");
  addOptions(command, exportSections);
  command.action(async (location: string, { json, ...values }: Record<string, unknown>) => {
    const options = resolveOptions(exportTable, [{ source: "command line", values }]);
    const terminal = createTerminal({ json: json === true });
    terminal.json(await exportWeights(terminal, await openCheckpoint(location), options));
  });
}

async function exportWeights(terminal: Terminal, checkpoint: Checkpoint, options: ExportOptions) {
  const { half, backbone: body } = options;
  const output = await checkOutput(options, checkpoint.file);
  const described = describeExport(await known(checkpoint), options, tresnetVersion);
  const info = encodeInfo({ kind: body ? "backbone" : "weights", model: checkpoint.info.model });
  await startEngine(terminal, { device: "auto" });
  const model = await loadModel(checkpoint);
  try {
    await saveWeights(model, output, { half, body, metadata: { ...described, ...info } });
  } finally {
    model.dispose();
  }
  const { size: bytes } = await stat(output);
  terminal.line(`${output}: ${described.content} of ${described.architecture}, ${formatCount(bytes)} bytes`);
  for (const key of ["recipe", "score", "license_note"] as const) {
    if (described[key] !== undefined) terminal.line(terminal.colors.dim(`${key.replace("_", " ")}: ${described[key]}`));
  }
  return { checkpoint: checkpoint.file, output, bytes, metadata: described };
}

/**
 * @throws UsageError when there is no output, it is not named for its format, it is the run's own, or it can't be
 * written.
 */
async function checkOutput({ output, format }: ExportOptions, checkpoint: string): Promise<string> {
  if (output === undefined || path.extname(output) !== `.${format}`) {
    throw new UsageError(`--output: expected a file that ends in .${format}, got ${output ?? "none"}.`);
  }
  const run = runDirectory(path.dirname(checkpoint));
  const own = [checkpoint, run.best, run.last].map((file) => path.resolve(file));
  if (own.includes(path.resolve(output))) {
    throw new UsageError(`--output: expected another file than the run's own, got ${output}.`);
  }
  await checkOutputFile("--output", output);
  return output;
}

/** What the run around a checkpoint knows of it; a run's best score is that of its best weights alone. */
async function known({ file, info: { model } }: Checkpoint) {
  const run = runDirectory(path.dirname(file));
  const config = await configBeside(file);
  if (config === undefined || path.resolve(file) !== path.resolve(run.best)) return { model, config };
  const last = await readInfo(run.last).catch(() => undefined);
  return { model, config, best: last?.position?.best };
}
