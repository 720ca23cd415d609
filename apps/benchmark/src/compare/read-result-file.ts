/** Reads a result file of `train`, `infer`, `table` or `ablation`, as far as ratios are compared. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { resultSchema } from "../result-file.ts";

/** A file that can't be compared. */
export class ResultFileError extends Error {
  override readonly name = "ResultFileError";
}

const positive = z.number().positive();
const spreadSchema = z.object({ lower: positive, median: positive, upper: positive });
const words = z.array(z.string());

const resultSchemaOfSide = z.object({
  name: z.string(),
  case: z.object({ task: z.enum(["train", "infer"]), model: z.string(), imageSize: positive, batchSize: positive }),
  precision: z.string(),
  versions: z.record(z.string(), z.string()),
  speedups: z.record(z.string(), spreadSchema),
});

const contestSchema = z.object({
  threads: positive,
  machine: z.object({ cpu: z.string(), cores: positive, system: z.string(), node: z.string() }),
  disturbed: words,
  results: z.array(resultSchemaOfSide),
});

const fileSchema = z.object({
  command: z.enum(["train", "infer", "table", "ablation"]),
  commandLine: z.string(),
  measurements: z.array(contestSchema).min(1),
});

export type ComparedSide = z.infer<typeof resultSchemaOfSide>;
export type ComparedContest = z.infer<typeof contestSchema>;
export type ComparedFile = z.infer<typeof fileSchema>;

/** @throws ResultFileError naming the file, and the place in it where it is not what it should be. */
export async function readResultFile(file: string): Promise<ComparedFile> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ResultFileError(`${file} can't be read: ${reason}`, { cause });
  });
  return parseResultFile(text, file);
}

/** @throws ResultFileError as `readResultFile` does. */
export function parseResultFile(text: string, file: string): ComparedFile {
  const value = parseJson(text, file);
  const schema = z.object({ schema: z.unknown() }).safeParse(value).data?.schema;
  if (schema !== resultSchema) {
    const what = schema === undefined ? "is no result of tresnet-bench: it has no schema" : `has schema ${schema}`;
    throw new ResultFileError(`${file} ${what}; expected schema ${resultSchema}. Measure again with this version.`);
  }
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ResultFileError(`${file} can't be compared:\n${z.prettifyError(parsed.error)}`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ResultFileError(`${file} is not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
