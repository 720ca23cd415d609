import type { Tensor4D } from "@tensorflow/tfjs-core";
import { attr, ShapeError } from "@tresnet/engine";
import { checkImages } from "../check-tensor.ts";
import { nativeOp } from "../native-op.ts";
import { withGradient } from "../with-gradient.ts";

/**
 * Moves each `blockSize`×`blockSize` block of pixels into the channels.
 *
 * float32 [n, h, w, c] → float32 [n, h/blockSize, w/blockSize, blockSize²·c]; channel (i·blockSize + j)·c + k holds
 * channel k of the pixel in row i and column j of the block.
 * @throws ShapeError when h or w is not a multiple of `blockSize`, or `blockSize` is no whole number from 2.
 * @see TResNet §2.1, https://arxiv.org/abs/2003.13630 (timm layers/space_to_depth.py)
 */
export function spaceToDepth(x: Tensor4D, blockSize: number): Tensor4D {
  checkImages("spaceToDepth", x);
  const [, height, width] = x.shape;
  if (!Number.isInteger(blockSize) || blockSize < 2) {
    throw new ShapeError(`spaceToDepth: blockSize must be a whole number from 2, got ${blockSize}.`);
  }
  if (height % blockSize !== 0 || width % blockSize !== 0) {
    throw new ShapeError(
      `spaceToDepth: height and width must be multiples of ${blockSize}, got ${height}×${width}. Resize or pad the images.`,
    );
  }
  const attributes = { T: attr.type("float32"), block_size: attr.int(blockSize), data_format: "NHWC" };
  return withGradient([x], {
    forward: () => ({ y: nativeOp<Tensor4D>("SpaceToDepth", [x], attributes), saved: [] }),
    backward: (dy) => [nativeOp("DepthToSpace", [dy], attributes)],
  });
}
