/** What the board reads of a run's files: no more than it shows, and nothing that a damaged file can break. */
import { z } from "zod";
import { type EpochMetrics, parseLine } from "../../run-directory/metrics-log.ts";
import { readSteps } from "../../run-directory/record/step-log.ts";
import { parseSteps, type StepRows, usualColumns } from "../../run-directory/record/step-rows.ts";
import { FileCache, readEnds, textReader } from "./file-cache.ts";

/** config.json, as far as it is shown. */
const configSchema = z.object({
  options: z.record(z.string(), z.unknown()),
  environment: z.optional(z.record(z.string(), z.string())),
  data: z.optional(z.object({ parts: z.record(z.string(), z.object({ images: z.number() })) })),
});

const notesSchema = z.object({ star: z.boolean(), note: z.string() });

const figures = z.record(z.string(), z.unknown());

const evaluationSchema = z.object({
  what: z.string(),
  epoch: z.optional(z.number()),
  figures: z.array(z.tuple([z.string(), z.string()])),
  evaluation: z.looseObject({
    classes: z.optional(z.array(z.looseObject({ name: z.string() }))),
    confusionMatrix: z.nullish(z.array(z.array(z.number()))),
  }),
});

const answersSchema = z.object({
  what: z.string(),
  classNames: z.array(z.string()),
  count: z.number(),
  images: z.array(
    z.object({
      file: z.string(),
      truth: z.array(z.number()),
      top: z.array(z.tuple([z.number(), z.number()])),
      picture: z.optional(z.string()),
      heat: z.optional(z.string()),
    }),
  ),
  calibration: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      answers: z.number(),
      confidence: z.nullable(z.number()),
      accuracy: z.nullable(z.number()),
    }),
  ),
});

/** What a person has noted of a run. */
export type Notes = z.output<typeof notesSchema>;
/** config.json, as far as it is shown. */
export type ShownConfig = z.output<typeof configSchema>;
/** evaluation.json. */
export type ShownEvaluation = z.output<typeof evaluationSchema>;
/** answers.json. */
export type ShownAnswers = z.output<typeof answersSchema>;

/** The lines of metrics.jsonl, and how many are none. */
export interface ShownMetrics {
  readonly lines: readonly EpochMetrics[];
  readonly damaged: number;
}

/** Where a training stands by the end of its step log. */
export interface LastStep {
  readonly step: number;
  readonly loss: number;
  readonly imagesPerSecond: number;
  readonly seconds: number;
  readonly stepsPerEpoch: number;
}

const endBytes = 2048;

/** The caches of all files that the board reads. */
export function runFiles() {
  return {
    config: new FileCache(textReader(2 ** 24, (text): ShownConfig => checked(configSchema, text))),
    notes: new FileCache(textReader(2 ** 16, (text): Notes => checked(notesSchema, text))),
    metrics: new FileCache(textReader(2 ** 26, parseMetrics)),
    lastStep: new FileCache(async (file, found) => parseEnds(await readEnds(file, found, endBytes))),
    steps: new FileCache(async (file): Promise<StepRows> => {
      const rows = parseSteps((await readSteps(file)) ?? "");
      if (rows === undefined) throw new Error("expected a log of steps, and its first line is damaged");
      return rows;
    }),
    evaluation: new FileCache(textReader(2 ** 24, (text): ShownEvaluation => checked(evaluationSchema, text))),
    answers: new FileCache(textReader(2 ** 26, (text): ShownAnswers => checked(answersSchema, text))),
  };
}

/** The caches of all files that the board reads. */
export type RunFiles = ReturnType<typeof runFiles>;

/** The finite numbers of a record. */
export function numbersOf(record: z.output<typeof figures>): Record<string, number> {
  const numbers = Object.entries(record).filter((one): one is [string, number] => Number.isFinite(one[1]));
  return Object.fromEntries(numbers);
}

function checked<Value>(schema: z.ZodType<Value>, text: string): Value {
  const { data, error } = schema.safeParse(parseJson(text));
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  throw new Error(`it is damaged (${issue?.path.join(".") || "it"}: ${issue?.message})`);
}

function parseMetrics(text: string): ShownMetrics {
  const parsed = text.split("\n").slice(0, -1).map(parseLine);
  const lines = parsed.filter((line) => typeof line !== "string");
  return { lines, damaged: parsed.length - lines.length };
}

/** The last whole row, out of a file's first and last bytes. */
function parseEnds({ first, last }: { readonly first: string; readonly last: string }): LastStep | undefined {
  const head = first.slice(0, first.indexOf("\n"));
  for (const line of last.split("\n").slice(0, -1).reverse()) {
    const found = parseSteps(`${head}\n${line}\n`);
    const row = found?.rows[0];
    if (found === undefined || row === undefined) continue;
    const at = (name: (typeof usualColumns)[number]) => row[usualColumns.indexOf(name)] ?? Number.NaN;
    const { stepsPerEpoch } = found.head;
    const [step, loss, imagesPerSecond, seconds] = [at("step"), at("loss"), at("imagesPerSecond"), at("seconds")];
    return { step, loss, imagesPerSecond, seconds, stepsPerEpoch };
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
