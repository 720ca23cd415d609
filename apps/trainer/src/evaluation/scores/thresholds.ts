/**
 * The thresholds: the probability from which on the answer is yes, where an image has any number of classes. One for
 * all classes, or one for each.
 */
import { readWhole, replaceFile } from "@tresnet/files";
import { z } from "zod";
import { UsageError } from "../../errors.ts";
import { classNameOf } from "../../model/load-model.ts";
import type { SavedModel } from "../../run-directory/checkpoint-metadata.ts";
import { plainThreshold } from "./score-labels.ts";

/** One for all classes, or one each. */
export type Thresholds = number | readonly number[];

type Labels = Pick<SavedModel, "classNames" | "numClasses" | "task">;

/**
 * What `--threshold` says: a number, or a file of one per class; 0.5 where it says nothing.
 * @throws UsageError when the model answers with one class per image, the number is out of range, or the file can't be
 * read, is no file of thresholds or not one for these classes.
 */
export async function readThresholds(text: string | undefined, model: Labels): Promise<Thresholds> {
  if (text === undefined) return plainThreshold;
  requireLabels("--threshold", model);
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (number >= 0 && number <= 1) return number;
  if (!Number.isNaN(number)) {
    throw new UsageError(`--threshold: expected a number from 0 to 1, val of evaluate, or a file, got ${text}.`);
  }
  return fromFile(text, model);
}

/** @throws UsageError when the model answers with one class per image. */
export function requireLabels(flag: string, { task }: Pick<SavedModel, "task">): void {
  if (task === "multi-label") return;
  throw new UsageError(
    `${flag}: expected a model of several labels per image, got one of one class per image. Leave it out.`,
  );
}

/** Writes one threshold per class, by name, for `readThresholds`. */
export async function writeThresholds(file: string, thresholds: readonly number[], model: Labels): Promise<void> {
  const named = Object.fromEntries(namesOf(model).map((name, k) => [name, thresholds[k] ?? plainThreshold]));
  await replaceFile(file, (handle) => handle.writeFile(`${JSON.stringify(named, null, 2)}\n`));
}

/** The classes that an image is said to have. */
export function labelsAbove(probabilities: Float32Array, thresholds: Thresholds): number[] {
  const of = (k: number) => (typeof thresholds === "number" ? thresholds : (thresholds[k] ?? 1));
  return [...probabilities.keys()].filter((k) => (probabilities[k] ?? 0) >= of(k));
}

const fileSchema = z.record(z.string(), z.number().min(0).max(1));

/** Thresholds of a hundred thousand classes fit in. */
const mostBytes = 2 ** 24;

async function fromFile(file: string, model: Labels): Promise<number[]> {
  const wanted = "expected a number from 0 to 1, or a file that evaluate --save-thresholds wrote";
  const bytes = await readWhole(file, { mostBytes, takesPipes: true }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--threshold: ${wanted}, got ${file}, which can't be read (${reason}).`, { cause });
  });
  const parsed = fileSchema.safeParse(parseJson(bytes.toString("utf8")));
  if (!parsed.success) throw new UsageError(`--threshold: ${wanted}, got ${file}, which holds something else.`);
  const names = namesOf(model);
  const missing = names.find((name) => parsed.data[name] === undefined);
  const unknown = Object.keys(parsed.data).find((name) => !names.includes(name));
  if (missing === undefined && unknown === undefined) return names.map((name) => parsed.data[name] ?? plainThreshold);
  const difference = missing === undefined ? `it has "${unknown}", which the model has not` : `it has no "${missing}"`;
  throw new UsageError(`--threshold: expected thresholds of the model's classes, got ${file}: ${difference}.`);
}

function namesOf({ classNames, numClasses }: Labels): string[] {
  return Array.from({ length: numClasses }, (_, k) => classNameOf(classNames, k));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
