/** Reads `--config FILE`: YAML or JSON with the names of the flags, or the `config.json` of a run. */
import { readFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import { UsageError } from "../errors.ts";
import type { OptionLayer } from "./resolve-options.ts";

/**
 * The settings in a file, not yet checked against a table.
 * @throws UsageError when the file cannot be read, does not parse, or does not hold names and values.
 */
export async function readConfig(file: string): Promise<OptionLayer> {
  const content = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new UsageError(`--config: cannot read ${file} (${cause instanceof Error ? cause.message : cause}).`, {
      cause,
    });
  });
  const document = parseDocument(content); // JSON is YAML too
  const [problem] = document.errors;
  if (problem !== undefined) throw new UsageError(`${file}: ${problem.message.trim()}`, { cause: problem });
  const values: unknown = document.toJS();
  if (values === null || values === undefined) return { source: file, values: {} };
  if (!isRecord(values)) {
    throw new UsageError(`${file}: expected names and values such as "batch-size: 64", got ${JSON.stringify(values)}.`);
  }
  const { options } = values;
  return { source: file, values: isRecord(options) ? options : values };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
