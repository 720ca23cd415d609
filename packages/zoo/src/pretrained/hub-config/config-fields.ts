import { CheckpointError, quoted } from "@tresnet/checkpoints";

/** The fields of an object of JSON, each checked when it is read; null is no value. */
export class ConfigFields {
  readonly #file: string;
  readonly #place: string;
  readonly #values: Readonly<Record<string, unknown>>;

  /**
   * @param file names the file in errors
   * @param json what is in it; anything but an object has no fields
   * @param place where in the file that is, such as "pretrained_cfg."
   */
  constructor(file: string, json: unknown, place = "") {
    this.#file = file;
    this.#place = place;
    this.#values = typeof json === "object" && json !== null ? { ...json } : {};
  }

  /** What the field holds, whatever it is; undefined where it is not there, or null. */
  get(field: string): unknown {
    return Object.hasOwn(this.#values, field) ? (this.#values[field] ?? undefined) : undefined;
  }

  /** Whether the field holds anything. */
  has(field: string): boolean {
    return this.get(field) !== undefined;
  }

  /** The fields of the object that the field holds. */
  inner(field: string): ConfigFields {
    return new ConfigFields(this.#file, this.get(field), `${this.#place}${field}.`);
  }

  /** A text; undefined where it is none. */
  text(field: string): string | undefined {
    const value = this.get(field);
    return typeof value === "string" ? value : undefined;
  }

  /** A whole number from `least` to a million. @throws CheckpointError for anything else. */
  count(field: string, least: number): number | undefined {
    const value = this.get(field);
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= 1_000_000) return value;
    throw this.wrong(field, `a whole number from ${least} to 1000000`);
  }

  /** A number above 0. @throws CheckpointError for anything else. */
  positive(field: string): number | undefined {
    const value = this.get(field);
    if (value === undefined) return undefined;
    if (typeof value === "number" && value > 0) return value;
    throw this.wrong(field, "a number above 0");
  }

  /** A list of numbers. @throws CheckpointError for anything else. */
  numbers(field: string): readonly number[] | undefined {
    const value = this.get(field);
    if (value === undefined) return undefined;
    const numbers = Array.isArray(value) ? value.filter((one) => typeof one === "number" && Number.isFinite(one)) : [];
    if (Array.isArray(value) && numbers.length === value.length) return numbers;
    throw this.wrong(field, "a list of numbers");
  }

  /** One of some words. @throws CheckpointError naming them for anything else. */
  oneOf<const Word extends string>(field: string, words: readonly Word[]): Word | undefined {
    const value = this.get(field);
    if (value === undefined) return undefined;
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    throw this.wrong(field, `one of ${words.join(", ")}`);
  }

  /** The error of a field that can't be. */
  wrong(field: string, expected: string): CheckpointError {
    const got = quoted(this.get(field));
    const name = `${this.#place}${field}`;
    return new CheckpointError(`${this.#file}: expected ${name} to be ${expected}, got ${got}. Correct it.`);
  }
}
