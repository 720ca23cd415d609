/** The building blocks of an option table: zod schemas that carry their own line of `--help`. */
import { z } from "zod";

/** What the command line, the help and the error messages need to know of an option besides its schema. */
export interface OptionInfo {
  readonly kind: "number" | "numbers" | "text" | "names" | "choice" | "toggle";
  /** Completes "expected …" in an error message. */
  readonly expected: string;
  readonly help: string;
  /** Name of the value in `--help`. */
  readonly placeholder: string;
  readonly choices: readonly string[];
  /** How `--help` shows the default. */
  readonly defaultText: string;
}

/** A schema that still needs its default: give it to `byDefault` or `otherwise`. */
export interface Draft<S extends z.ZodType> {
  readonly schema: S;
  readonly info: Omit<OptionInfo, "defaultText">;
}

/** Inclusive limits. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

const registry = z.registry<OptionInfo>();

/** A whole number, and a multiple of another one where that is asked for. */
export function integer(
  { multipleOf, ...range }: Range & { readonly multipleOf?: number },
  help: string,
): Draft<z.ZodInt> {
  const whole = multipleOf === undefined ? "a whole number" : `a multiple of ${multipleOf}`;
  const schema = multipleOf === undefined ? z.int() : z.int().multipleOf(multipleOf);
  return draft(limit(schema, range), {
    kind: "number",
    expected: `${whole}${rangeText(range)}`,
    help,
    placeholder: "n",
  });
}

/** A real number. */
export function decimal(range: Range, help: string): Draft<z.ZodNumber> {
  const expected = `a number${rangeText(range)}`;
  return draft(limit(z.number(), range), { kind: "number", expected, help, placeholder: "x" });
}

/** Exactly `count` real numbers; on the command line with spaces or commas between them. */
export function decimals(count: number, range: Range, help: string): Draft<z.ZodArray<z.ZodNumber>> {
  const expected = `${count} numbers${rangeText(range)}`;
  return draft(z.array(limit(z.number(), range)).length(count), {
    kind: "numbers",
    expected,
    help,
    placeholder: "x...",
  });
}

/** The least and the most of something, which may be the same. */
export function interval(range: Range, help: string): Draft<z.ZodArray<z.ZodNumber>> {
  const { schema, info } = decimals(2, range, help);
  const ascending = schema.refine(([least = 0, most = 0]) => least <= most);
  return { schema: ascending, info: { ...info, expected: `${info.expected}, the smaller one first` } };
}

/** Characters of a value's name in `--help`: with more, 80 columns leave no room to explain any option. */
const longestPlaceholder = 24;
/** More choices than this stand in a message as a list. */
const fewChoices = 8;

/** One of a few words. */
export function choice<const T extends string>(choices: readonly T[], help: string): Draft<z.ZodEnum<{ [K in T]: K }>> {
  const list = `one of ${choices.join(", ")}`;
  const expected = choices.length > fewChoices ? list : choices.join(" | ");
  const words = choices.join("|");
  const shown =
    words.length > longestPlaceholder
      ? { placeholder: "name", help: `${help}; ${list}` }
      : { placeholder: words, help };
  return draft(z.enum(choices), { kind: "choice", expected, ...shown, choices });
}

/** Free text, not empty. */
export function text(placeholder: string, help: string): Draft<z.ZodString> {
  return draft(z.string().min(1), { kind: "text", expected: `a ${placeholder}`, help, placeholder });
}

/** Names, none twice and not empty; on the command line with commas between them, or by repeating the flag. */
export function names(placeholder: string, help: string): Draft<z.ZodArray<z.ZodString>> {
  const schema = z
    .array(z.string().min(1))
    .min(1)
    .refine((given) => new Set(given).size === given.length);
  return draft(schema, { kind: "names", expected: "names with commas between them, each once", help, placeholder });
}

/** On or off: `--name`, `--no-name`, or true and false in a file; `help` says what the one does that is no default. */
export function toggle(help: string): Draft<z.ZodBoolean> {
  return draft(z.boolean(), { kind: "toggle", expected: "true or false", help, placeholder: "" });
}

/** Completes a draft: the option has this value when it is not given. */
export function byDefault<S extends z.ZodType>(
  { schema, info }: Draft<S>,
  value: z.core.util.NoUndefined<z.output<S>>,
): z.ZodDefault<S> {
  const shown = typeof value === "boolean" ? (value ? "on" : "off") : Array.isArray(value) ? value.join(" ") : value;
  const completed = z._default(schema, value);
  registry.add(completed, { ...info, defaultText: String(shown) });
  return completed;
}

/** Completes a draft: the command works the value out when it is not given, as `defaultText` says. */
export function otherwise<S extends z.ZodType>({ schema, info }: Draft<S>, defaultText: string): z.ZodOptional<S> {
  const completed = z.optional(schema);
  registry.add(completed, { ...info, defaultText });
  return completed;
}

/** What a completed option says of itself. @throws Error for a schema that was not completed here. */
export function infoOf(schema: z.core.$ZodType): OptionInfo {
  const info = registry.get(schema);
  if (info === undefined) throw new Error("infoOf: expected a schema of options/option.ts, got another one.");
  return info;
}

function draft<S extends z.ZodType>(
  schema: S,
  info: Omit<OptionInfo, "defaultText" | "choices"> & { choices?: readonly string[] },
): Draft<S> {
  return { schema, info: { choices: [], ...info } };
}

function limit<S extends z.ZodNumber>(schema: S, { min, max }: Range): S {
  const fromBelow = min === undefined ? schema : schema.min(min);
  return max === undefined ? fromBelow : fromBelow.max(max);
}

function rangeText({ min, max }: Range): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return `, at least ${min}`;
  return max === undefined ? "" : `, at most ${max}`;
}
