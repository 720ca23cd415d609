import type { Constant } from "./operations.ts";

/**
 * Makes a constant of a shape from its values, which it keeps.
 * @throws RangeError when the shape takes more or fewer values.
 */
export function constant(shape: readonly number[], values: Float32Array): Constant {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size === values.length) return { shape, values };
  throw new RangeError(`constant: expected ${size} values for [${shape.join(", ")}], got ${values.length}.`);
}

/** Makes a constant of one axis. */
export function vector(values: Iterable<number>): Constant {
  const made = Float32Array.from(values);
  return { shape: [made.length], values: made };
}
