/** Reads a result file, as far as ratios are compared. */
import { readWhole } from "@tresnet/files";
import { z } from "zod";
import { resultSchema } from "../output/result-file.ts";
import type { FoundRatio } from "./ratios/found-ratio.ts";
import { foundRatios } from "./ratios/found-ratios.ts";
import { resultFile } from "./ratios/result-schema.ts";

/** The most bytes of a result; those of all cases take a few hundred kilobytes. */
const mostBytes = 2 ** 26;

/** A file that can't be compared. */
export class ResultFileError extends Error {
  override readonly name = "ResultFileError";
}

/** What is compared of a file. */
export interface ComparedFile {
  readonly ratios: readonly FoundRatio[];
  /** What disturbed its runs, in words. */
  readonly disturbed: readonly string[];
}

/** @throws ResultFileError naming the file, and the place in it where it is not what it should be. */
export async function readResultFile(file: string): Promise<ComparedFile> {
  const bytes = await readWhole(file, { mostBytes }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ResultFileError(`${file} can't be read: ${reason}`, { cause });
  });
  return parseResultFile(String(bytes), file);
}

/** @throws ResultFileError as `readResultFile` does. */
export function parseResultFile(text: string, file: string): ComparedFile {
  const value = parseJson(text, file);
  const schema = z.object({ schema: z.unknown() }).safeParse(value).data?.schema;
  if (schema !== resultSchema) {
    const what = schema === undefined ? "is no result of tresnet-bench: it has no schema" : `has schema ${schema}`;
    throw new ResultFileError(`${file} ${what}; expected schema ${resultSchema}. Measure again with this version.`);
  }
  const parsed = resultFile.safeParse(value);
  if (parsed.success) return foundRatios(parsed.data);
  throw new ResultFileError(`${file} can't be compared:\n${z.prettifyError(parsed.error)}`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ResultFileError(`${file} is not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
