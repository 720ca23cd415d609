/** Puts the layers of settings (recipe, file, flags) on top of each other and checks the result against the table. */
import { quoted } from "@tresnet/checkpoints";
import type { z } from "zod";
import { UsageError } from "../errors.ts";
import { infoOf } from "./option.ts";
import { flagOf, keyOf } from "./option-name.ts";
import { suggestion } from "./suggestion.ts";

/** Characters of a text that a message repeats as it is. */
const mostShown = 200;

/** Values from one place. */
export interface OptionLayer {
  /** Names the place in messages: "command line", a path, a function. */
  readonly source: string;
  /** How messages spell options: as flags (`batch-size`), or as a program does (`batchSize`). @default "flags" */
  readonly spelling?: "flags" | "code";
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * The checked values of every option of `table`; later layers win, what none names has its default.
 * @throws UsageError that names the layer, the option, what was expected and what came, with a suggestion where one is
 * near.
 */
export function resolveOptions<S extends z.ZodRawShape>(
  table: z.ZodObject<S>,
  layers: readonly OptionLayer[],
): z.output<z.ZodObject<S>> {
  const values: Record<string, unknown> = {};
  const sources = new Map<string, OptionLayer>();
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer.values)) {
      const key = keyOf(name);
      if (!Object.hasOwn(table.shape, key)) throw unknownOption(layer, name, Object.keys(table.shape));
      if (value === undefined || value === null) continue;
      values[key] = normalized(value, table.shape[key]);
      sources.set(key, layer);
    }
  }
  const result = table.safeParse(values);
  if (result.success) return result.data;
  const key = String(result.error.issues[0]?.path[0]);
  throw wrongValue(sources.get(key) ?? { source: "default", values }, key, values[key], table.shape[key]);
}

// YAML reads `freeze: 2` as a number; choices and names are words. A file may have names as the command line does,
// `classes: a,b`.
function normalized(value: unknown, schema: z.core.$ZodType | undefined): unknown {
  const kind = schema === undefined ? undefined : infoOf(schema).kind;
  if (kind === "choice") return wordOf(value);
  if (kind !== "names") return value;
  if (Array.isArray(value)) return value.map(wordOf);
  return typeof value === "string" ? value.split(",").map((name) => name.trim()) : value;
}

function wordOf(value: unknown): unknown {
  return typeof value === "number" ? String(value) : value;
}

function unknownOption({ source, spelling }: OptionLayer, name: string, keys: readonly string[]): UsageError {
  const spelled = spelling === "code" ? (key: string) => key : flagOf;
  const help = spelling === "code" ? "" : " See --help for all of them.";
  const hint = suggestion(spelled(keyOf(name)), keys.map(spelled));
  return new UsageError(`${source}: there is no option ${shown(name)}.${hint || help}`);
}

function wrongValue(
  { source, spelling }: OptionLayer,
  key: string,
  value: unknown,
  schema: z.core.$ZodType | undefined,
): UsageError {
  if (schema === undefined) throw new Error(`resolveOptions: zod complained of "${key}", which is not in the table.`);
  const { expected, choices } = infoOf(schema);
  const name = spelling === "code" ? key : flagOf(key);
  const where = source === "command line" ? `--${name}` : `${source}: ${name}`;
  const hint = typeof value === "string" ? suggestion(value, choices) : "";
  return new UsageError(`${where}: expected ${expected}, got ${shown(value)}.${hint}`);
}

/** A value as messages repeat it: no more of it than a person reads. */
function shown(value: unknown): string {
  if (typeof value === "number") return String(value); // JSON has no NaN and no infinity
  return typeof value === "string" && value.length <= mostShown ? `"${value}"` : quoted(value);
}
