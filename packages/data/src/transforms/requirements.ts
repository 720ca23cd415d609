/** Checks of a transform's numbers. */
import { DataError } from "../errors.ts";

/** What may be required of the fields of a transform; each throws a DataError that names the field. */
export interface Requirements {
  /** Requires that something holds; `expected` continues "must be". */
  holds(holds: boolean, field: string, expected: string, got: unknown): void;
  /** Requires a number between 0 and 1, both included. */
  unit(field: string, value: number): void;
  /** Requires a number above 0 and at most 1. */
  positiveUnit(field: string, value: number): void;
}

/** The requirements of a transform that errors call by this name. */
export function requirementsOf(name: string): Requirements {
  const holds: Requirements["holds"] = (isMet, field, expected, got) => {
    if (!isMet) throw new DataError(`${name}: ${field} must be ${expected}, got ${JSON.stringify(got)}.`);
  };
  return {
    holds,
    unit: (field, value) => holds(value >= 0 && value <= 1, field, "between 0 and 1", value),
    positiveUnit: (field, value) => holds(value > 0 && value <= 1, field, "above 0 and at most 1", value),
  };
}
