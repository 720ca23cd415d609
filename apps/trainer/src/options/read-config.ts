/** Reads `--config FILE`: YAML or JSON with the names of the flags, or the `config.json` of a run. */
import { quoted } from "@tresnet/checkpoints";
import { readWhole } from "@tresnet/files";
import { UsageError } from "../errors.ts";
import type { OptionLayer } from "./resolve-options.ts";
import { configLimits, settingsIn } from "./settings-text.ts";

/**
 * The settings in a file, not yet checked against a table.
 * @throws UsageError when the file cannot be read, is larger than `configLimits` has it, does not parse, or does not
 * hold names and values.
 */
export async function readConfig(file: string): Promise<OptionLayer> {
  const values = settingsIn(await textOf(file), file);
  if (values === null || values === undefined) return { source: file, values: {} };
  if (!isRecord(values)) {
    throw new UsageError(`${file}: expected names and values such as "batch-size: 64", got ${quoted(values)}.`);
  }
  const { options } = values;
  return { source: file, values: isRecord(options) ? options : values };
}

async function textOf(file: string): Promise<string> {
  try {
    const bytes = await readWhole(file, { mostBytes: configLimits.jsonBytes, takesPipes: true });
    return bytes.toString("utf8");
  } catch (cause) {
    throw new UsageError(`--config: cannot read ${file} (${cause instanceof Error ? cause.message : cause}).`, {
      cause,
    });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
