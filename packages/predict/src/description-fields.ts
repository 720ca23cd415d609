/** The fields of a description, each checked as it is read. */
import { PredictError } from "./predict-error.ts";

/** Three numbers, for red, green and blue. */
export type ChannelValues = readonly [red: number, green: number, blue: number];

/** An object's fields. @throws PredictError when it is none. */
export function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw wrong(what, "an object", value);
}

/** A list of at least one, each of its kind. @throws PredictError when it is none. */
export function listOf<T>(value: unknown, what: string, isOne: (one: unknown) => one is T): readonly T[] {
  if (Array.isArray(value) && value.length > 0 && value.every(isOne)) return value;
  throw wrong(what, "a list", value);
}

/** A number for each channel. @throws PredictError when there are others. */
export function channelsOf(value: unknown, what: string): ChannelValues {
  const [red, green, blue, ...others] = listOf(value, what, isNumber);
  if (red !== undefined && green !== undefined && blue !== undefined && others.length === 0) return [red, green, blue];
  throw wrong(what, "three numbers", value);
}

/** A number above 0. @throws PredictError when it is none. */
export function numberOf(value: unknown, what: string): number {
  if (isNumber(value) && value > 0) return value;
  throw wrong(what, "a number above 0", value);
}

/** One of some words. @throws PredictError when it is none of them. */
export function oneOf<T extends string>(choices: readonly T[], value: unknown, what: string): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw wrong(what, `one of ${choices.join(", ")}`, value);
}

/** Whether it is a finite number. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function wrong(what: string, expected: string, value: unknown): PredictError {
  const got = JSON.stringify(value)?.slice(0, 80) ?? "nothing";
  return new PredictError(
    `loadClassifier: expected ${expected} as ${what} of the model, got ${got}. Export it by "tresnet export" again.`,
  );
}
