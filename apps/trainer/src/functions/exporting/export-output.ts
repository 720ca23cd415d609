/** Where an export goes, and which settings its format takes: checked before any work is done. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "../../errors.ts";
import type { Exporter, ExportSetting } from "../../export/exporter.ts";
import { exporters } from "../../export/exporters.ts";
import { flagOf } from "../../options/option-name.ts";
import { runDirectory } from "../../run-directory/run-directory.ts";
import { checkOutputFile } from "../../settings/check-output-file.ts";
import type { ExportOptions } from "../../settings/export-options.ts";

/** The rows of the table, as exporters and no more. */
export const formats: Readonly<Record<string, Exporter>> = exporters;

/**
 * The file or folder to write.
 * @throws UsageError when none is given, or it is not named for its format.
 */
export function outputOf({ output, format }: Pick<ExportOptions, "output" | "format">, flag = "--output"): string {
  const { extension }: Exporter = exporters[format];
  if (output !== undefined && (extension === "" || path.extname(output) === extension)) return output;
  const wanted = extension === "" ? "a folder" : `a file that ends in ${extension}`;
  throw new UsageError(`${flag}: expected ${wanted}, got ${output ?? "none"}.`);
}

/** @throws UsageError when the output is the run's own, lies there already, or can't be written. */
export async function checkOutput(
  output: string,
  checkpoint: string,
  options: Pick<ExportOptions, "format" | "force">,
): Promise<void> {
  const { extension }: Exporter = exporters[options.format];
  const run = runDirectory(path.dirname(checkpoint));
  const own = [checkpoint, run.best, run.last, run.folder].map((file) => path.resolve(file));
  if (own.includes(path.resolve(output))) {
    throw new UsageError(
      `--output: expected another ${extension === "" ? "folder" : "file"} than the run's own, got ${output}.`,
    );
  }
  const { overwrites = false }: Exporter = exporters[options.format];
  await checkFree("--output", output, options, options.force || overwrites ? undefined : ", or replace it by --force");
}

/**
 * Checks that an export can be written; `orForce` ends the advice where nothing may lie there, and is undefined where
 * something may.
 * @throws UsageError naming the flag.
 */
export async function checkFree(
  flag: string,
  output: string,
  { format }: Pick<ExportOptions, "format">,
  orForce: string | undefined,
): Promise<void> {
  const { extension }: Exporter = exporters[format];
  const found = await stat(output).catch(() => undefined);
  if (found !== undefined && orForce !== undefined) {
    throw new UsageError(
      `${flag}: expected a name that is free, got ${output}, which is there already. Choose another${orForce}.`,
    );
  }
  if (extension === "" && found?.isDirectory() === true) return;
  if (extension === "" && found !== undefined) {
    throw new UsageError(`${flag}: expected a folder, got the file "${output}".`);
  }
  await checkOutputFile(flag, output);
}

/** @throws UsageError naming a setting that is given and that the format or another setting does not take. */
export function checkSettings(options: ExportOptions): void {
  if (options.half && options.quantize !== undefined) {
    throw new UsageError("--half: expected none with --quantize int8, which is half of that again. Leave one out.");
  }
  const given = {
    half: options.half,
    backbone: options.backbone,
    imgSize: options.imgSize !== undefined,
    input: options.input !== "float32",
    quantize: options.quantize !== undefined,
  } as const satisfies Readonly<Record<ExportSetting, boolean>>;
  const takes = takenBy(exporters[options.format]);
  for (const [setting, isGiven] of settingsOf(given)) {
    if (!isGiven || takes.includes(setting)) continue;
    const others = Object.entries(formats).flatMap(([name, row]) => (takenBy(row).includes(setting) ? [name] : []));
    throw new UsageError(
      `--${flagOf(setting)}: expected a format that takes it (${others.join(", ")}), got ${options.format}. Leave it out, or choose another --format.`,
    );
  }
}

/** @throws UsageError naming a setting that only a detector's export takes. */
export function checkClassifierSettings(
  { file }: { readonly file: string },
  { scoreThreshold, nmsThreshold, maxDetections }: ExportOptions,
): void {
  const given = [
    scoreThreshold !== undefined && "--score-threshold",
    nmsThreshold !== undefined && "--nms-threshold",
    maxDetections !== undefined && "--max-detections",
  ].filter((name) => name !== false);
  if (given.length === 0) return;
  throw new UsageError(`${given.join(", ")}: expected a detector, got ${file}, which classifies images. Leave it out.`);
}

function takenBy({ takes = ["half", "backbone"] }: Exporter): readonly ExportSetting[] {
  return takes;
}

function settingsOf(given: Readonly<Record<ExportSetting, boolean>>) {
  const { half, backbone, imgSize, input, quantize } = given;
  return [
    ["half", half],
    ["backbone", backbone],
    ["imgSize", imgSize],
    ["input", input],
    ["quantize", quantize],
  ] as const;
}

/**
 * The side of the images that go in, pixels: undefined where the weights say it, "dynamic" where any will do.
 * @throws UsageError when it is neither a whole number nor "dynamic".
 */
export function sizeOf({ imgSize }: Pick<ExportOptions, "imgSize">): number | "dynamic" | undefined {
  if (imgSize === undefined || imgSize === "dynamic") return imgSize;
  const size = Number(imgSize);
  if (Number.isInteger(size) && size >= 8 && size <= 4096) return size;
  throw new UsageError(`--img-size: expected a whole number from 8 to 4096, or dynamic, got ${imgSize}.`);
}
