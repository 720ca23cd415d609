/** Reads `--config FILE`: YAML or JSON with the names of the flags, or the `config.json` of a run. */
import { createReadStream } from "node:fs";
import { quoted, visible } from "@tresnet/checkpoints";
import { type Document, isAlias, isMap, isScalar, LineCounter, parseDocument, visit, type YAMLMap } from "yaml";
import { UsageError } from "../errors.ts";
import type { OptionLayer } from "./resolve-options.ts";

/**
 * The most that a file of settings may have. The config.json of a run with ImageNet's 21,841 classes has half a MB of
 * JSON; a YAML parser needs a thousand bytes of memory for each byte.
 */
export const configLimits = { yamlBytes: 2 ** 18, jsonBytes: 4 * 2 ** 20, aliases: 100 } as const;

/**
 * The settings in a file, not yet checked against a table.
 * @throws UsageError when the file cannot be read, is larger than `configLimits` has it, does not parse, or does not
 * hold names and values.
 */
export async function readConfig(file: string): Promise<OptionLayer> {
  const values = valuesOf(await textOf(file), file);
  if (values === null || values === undefined) return { source: file, values: {} };
  if (!isRecord(values)) {
    throw new UsageError(`${file}: expected names and values such as "batch-size: 64", got ${quoted(values)}.`);
  }
  const { options } = values;
  return { source: file, values: isRecord(options) ? options : values };
}

async function textOf(file: string): Promise<string> {
  const { jsonBytes: most } = configLimits;
  const chunks: Buffer[] = [];
  try {
    const stream: AsyncIterable<Buffer> = createReadStream(file, { end: most }); // one byte more than may be
    for await (const chunk of stream) chunks.push(chunk);
  } catch (cause) {
    throw new UsageError(`--config: cannot read ${file} (${cause instanceof Error ? cause.message : cause}).`, {
      cause,
    });
  }
  const content = Buffer.concat(chunks);
  if (content.length <= most) return content.toString("utf8");
  throw tooLarge(file, "more");
}

function tooLarge(file: string, got: string): UsageError {
  const { yamlBytes, jsonBytes } = configLimits;
  return new UsageError(
    `${file}: expected settings of at most ${yamlBytes} bytes of YAML or ${jsonBytes} of JSON, got ${got}. Is this the right file?`,
  );
}

/** What a parser that calls itself says at its end. */
const tooDeep = "Maximum call stack";

/** JSON is YAML too, but large files, which programs write, are read faster. */
function valuesOf(content: string, file: string): unknown {
  if (content.length > configLimits.yamlBytes) return jsonIn(content, file);
  try {
    const lines = new LineCounter();
    // The parser compares each key with all others of its map, and shows the line of each of its errors: both take
    // minutes where there are many.
    const document = parseDocument(content, { uniqueKeys: false, prettyErrors: false, lineCounter: lines });
    const [error] = document.errors;
    if (error?.message.startsWith(tooDeep)) throw new RangeError(error.message);
    const { line, col } = lines.linePos(error?.pos[0] ?? 0);
    const problem = error === undefined ? problemOf(document) : `${error.message} at line ${line}, column ${col}`;
    if (problem !== undefined) throw new UsageError(`${file}: ${visible(problem)}`);
    return document.toJS();
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const reason =
      cause instanceof RangeError ? "it is nested too deep" : cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${file}: expected YAML or JSON that can be read (${visible(reason)}). Mend the file.`, {
      cause,
    });
  }
}

function jsonIn(content: string, file: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw tooLarge(file, `${content.length} characters that are no JSON`);
  }
}

/** What the parser does not look for: names that stand twice in a map, and more aliases than a person writes. */
function problemOf(document: Document): string | undefined {
  let problem: string | undefined;
  let aliases = 0;
  visit(document, (_, node) => {
    if (isMap(node)) problem ??= doubleKeyOf(node);
    if (isAlias(node)) aliases += 1;
    return problem === undefined ? undefined : visit.BREAK;
  });
  if (problem === undefined && aliases > configLimits.aliases)
    return `expected at most ${configLimits.aliases} aliases (*name), got ${aliases}. Write the values out.`;
  return problem;
}

function doubleKeyOf({ items }: YAMLMap): string | undefined {
  const keys = new Set<unknown>();
  for (const { key } of items) {
    const name = isScalar(key) ? key.value : key;
    if (keys.has(name)) return `Map keys must be unique, and ${quoted(name)} stands there twice. Remove one.`;
    keys.add(name);
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
