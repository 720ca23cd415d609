/** Checks of arguments at the public border of this package. */
import type { Tensor } from "@tensorflow/tfjs-core";
import { ShapeError } from "@tresnet/engine";

/**
 * Checks the dtype, the rank and, where `sizes` gives them, the sizes of an argument.
 * @throws ShapeError naming the function, the argument, what it expects and what came.
 */
export function checkTensor(
  who: string,
  what: string,
  tensor: Tensor,
  sizes: readonly (number | string)[],
  dtype = "float32",
): void {
  const fits =
    sizes.length === tensor.rank &&
    sizes.every((size, axis) => typeof size === "string" || size === tensor.shape[axis]);
  if (fits && tensor.dtype === dtype) return;
  const expected = `${dtype} [${sizes.join(", ")}]`;
  throw new ShapeError(
    `${who}: ${what} must be ${expected}, got ${tensor.dtype} [${tensor.shape.join(", ")}]. Reshape or cast it.`,
  );
}

/** Checks that x is a batch of images, float32 [n, h, w, c]. @throws ShapeError for any other rank or dtype. */
export function checkImages(who: string, x: Tensor): void {
  checkTensor(who, "x", x, ["n", "h", "w", "c"]);
}

/** Checks a rate. @throws RangeError outside of [0, 1). */
export function checkRate(who: string, rate: number): void {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`${who}: rate must be in [0, 1), got ${rate}.`);
}

/** Checks the slope of a leaky ReLU. @throws RangeError outside of (0, 1]. */
export function checkSlope(who: string, slope: number): void {
  if (!(slope > 0 && slope <= 1))
    throw new RangeError(`${who}: slope must be in (0, 1], got ${slope}. Use relu for 0.`);
}
