import { add, concat, slice, type Tensor4D, tensor2d } from "@tensorflow/tfjs-core";
import { attr, ShapeError } from "@tresnet/engine";
import { checkImages } from "../check-tensor.ts";
import { nativeOp } from "../native-op.ts";
import { withGradient } from "../with-gradient.ts";

/**
 * Pads all four borders with the mirrored image, the border itself not repeated.
 *
 * float32 [n, h, w, c] → float32 [n, h + 2·padding, w + 2·padding, c].
 * @throws ShapeError when h or w is not above `padding`, or `padding` is no whole number from 0.
 */
export function reflectPad(x: Tensor4D, padding: number): Tensor4D {
  checkImages("reflectPad", x);
  const [, height, width] = x.shape;
  if (!Number.isInteger(padding) || padding < 0) {
    throw new ShapeError(`reflectPad: padding must be a whole number from 0, got ${padding}.`);
  }
  if (Math.min(height, width) <= padding) {
    throw new ShapeError(
      `reflectPad: height and width must be above the padding of ${padding}, got ${height}×${width}. Use larger images.`,
    );
  }
  const joined = padding === 1 && Math.min(height, width) >= 4;
  const { forward, backward } = joined ? byParts : byOps(padding);
  return withGradient([x], { forward: () => ({ y: forward(x), saved: [] }), backward: (dy) => [backward(dy)] });
}

interface Padding {
  readonly forward: (x: Tensor4D) => Tensor4D;
  readonly backward: (dy: Tensor4D) => Tensor4D;
}

/** TensorFlow's own ops. tfjs's gradient of mirrorPad drops what was mirrored: TensorFlow's adds it up. */
function byOps(padding: number): Padding {
  const attributes = { T: attr.type("float32"), Tpaddings: attr.type("int32"), mode: "REFLECT" };
  const borders = () => tensor2d([0, 0, padding, padding, padding, padding, 0, 0], [4, 2], "int32");
  return {
    forward: (x) => nativeOp("MirrorPad", [x, borders()], attributes),
    backward: (dy) => nativeOp("MirrorPadGrad", [dy, borders()], attributes),
  };
}

/**
 * A border of one pixel around maps of four or more, put together from parts: these are copied as a whole, where
 * TensorFlow's own ops go pixel by pixel. Measured for tresnet_s, 32 pixels, batch 128: 19 of 225 ms of a step in
 * those.
 */
const byParts: Padding = {
  forward: (x) => padAxis(padAxis(x, 1), 2),
  backward: (dy) => foldAxis(foldAxis(dy, 2), 1),
};

/** Mirrors one pixel at both ends of an axis, [… length …] → [… length + 2 …]: the second and the last but one. */
function padAxis(x: Tensor4D, axis: 1 | 2): Tensor4D {
  const length = x.shape[axis];
  return concat([part(x, axis, 1, 1), x, part(x, axis, length - 2, 1)], axis);
}

/** The gradient of `padAxis`, [… length + 2 …] → [… length …]: that of a mirrored pixel is added to its original's. */
function foldAxis(dy: Tensor4D, axis: 1 | 2): Tensor4D {
  const end = dy.shape[axis] - 1;
  return concat(
    [
      part(dy, axis, 1, 1),
      add<Tensor4D>(part(dy, axis, 2, 1), part(dy, axis, 0, 1)),
      part(dy, axis, 3, end - 5),
      add<Tensor4D>(part(dy, axis, end - 2, 1), part(dy, axis, end, 1)),
      part(dy, axis, end - 1, 1),
    ],
    axis,
  );
}

function part(x: Tensor4D, axis: 1 | 2, start: number, length: number): Tensor4D {
  const [n, height, width, channels] = x.shape;
  return axis === 1
    ? slice(x, [0, start, 0, 0], [n, length, width, channels])
    : slice(x, [0, 0, start, 0], [n, height, length, channels]);
}
