import { type Tensor4D, tensor2d } from "@tensorflow/tfjs-core";
import { attr, ShapeError } from "@tresnet/engine";
import { checkImages } from "./check-tensor.ts";
import { nativeOp } from "./native-op.ts";
import { withGradient } from "./with-gradient.ts";

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
  const attributes = { T: attr.type("float32"), Tpaddings: attr.type("int32"), mode: "REFLECT" };
  const borders = () => tensor2d([0, 0, padding, padding, padding, padding, 0, 0], [4, 2], "int32");
  return withGradient([x], {
    forward: () => ({ y: nativeOp<Tensor4D>("MirrorPad", [x, borders()], attributes), saved: [] }),
    // tfjs's own gradient of mirrorPad drops what was mirrored: TensorFlow's adds it up.
    backward: (dy) => [nativeOp("MirrorPadGrad", [dy, borders()], attributes)],
  });
}
