import { mul, type Tensor4D, tensor } from "@tensorflow/tfjs-core";
import { ShapeError } from "@tresnet/engine";
import { checkImages } from "../check-tensor.ts";
import { gatherPixels } from "../gather-pixels.ts";
import { zeroRow } from "../gather-rows.ts";
import { withGradient } from "../with-gradient.ts";
import { averagePool } from "./average-pool.ts";

/**
 * Blurs with the 3×3 binomial kernel and keeps every second pixel.
 *
 * float32 [n, h, w, c] → float32 [n, ⌈h/2⌉, ⌈w/2⌉, c]; edges are reflected.
 * @throws ShapeError when h or w is below 2.
 * @see Zhang 2019, https://arxiv.org/abs/1904.11486 (timm layers/blur_pool.py)
 */
export function blurPool(x: Tensor4D): Tensor4D {
  checkImages("blurPool", x);
  const [, height, width] = x.shape;
  if (height < 2 || width < 2) {
    throw new ShapeError(`blurPool: height and width must be at least 2, got ${height}×${width}. Use larger images.`);
  }
  return withGradient([x], {
    forward: () => ({ y: blurAndHalve(x), saved: [] }),
    backward: (dy) => [spread(dy, height, width)],
  });
}

/**
 * [1 2 1]/4 is [1 1]/2 twice, so two average pools are the blur: measured 1.2× a training step with a depthwise
 * convolution.
 */
function blurAndHalve(x: Tensor4D): Tensor4D {
  const [, height, width] = x.shape;
  const seen = gatherPixels(x, seenPixels(height), seenPixels(width)); // [n, 2⌈h/2⌉ + 1, 2⌈w/2⌉ + 1, c]
  const averaged = averagePool(seen, 2, 1, "VALID"); // [n, 2⌈h/2⌉, 2⌈w/2⌉, c]
  return averagePool(averaged, 2, 2, "VALID"); // [n, ⌈h/2⌉, ⌈w/2⌉, c]
}

/**
 * The pixels of an axis that the windows see, from left to right. Windows are around the pixels 0, 2, 4 …; the axis is
 * mirrored before its first pixel, and after its last where a window reaches beyond it: 1 0 1 2 3 of four pixels,
 * 1 0 1 2 3 4 3 of five.
 */
function seenPixels(length: number): readonly number[] {
  const last = length - 1;
  return Array.from({ length: 2 * windows(length) + 1 }, (_, index) => last - Math.abs(last - Math.abs(index - 1)));
}

/**
 * The gradient of x [n, h, w, c] from that of the result, `dy`: measured 3× as fast as TensorFlow's gradients of the
 * two pools and of the border.
 *
 * Along an axis a pixel has half of the gradient of the window around it, or a quarter of both that it lies between.
 * Those are halves of means of neighbours in the row 0 a b b c c 0 of windows a, b, c: a pool again. a counts twice,
 * for the mirror shows its window the second pixel once more, and so does a window at the other mirror: 0 a b 0 of
 * three pixels.
 */
function spread(dy: Tensor4D, height: number, width: number): Tensor4D {
  const shares = windowShares(height).flatMap((row) => windowShares(width).map((column) => row * column));
  const shared = mul<Tensor4D>(dy, tensor(shares, [1, windows(height), windows(width), 1]));
  const around = gatherPixels(shared, windowsAround(height), windowsAround(width)); // [n, h + 1, w + 1, c]
  return averagePool(around, 2, 1, "VALID");
}

function windowShares(length: number): readonly number[] {
  const mirrored = length % 2 === 0 ? [0] : [0, windows(length) - 1];
  return Array.from({ length: windows(length) }, (_, index) => (mirrored.includes(index) ? 1 : 0.5));
}

function windowsAround(length: number): readonly number[] {
  const inside = Array.from({ length: length - 1 }, (_, index) => Math.floor((index + 1) / 2));
  return [zeroRow, ...inside, zeroRow];
}

function windows(length: number): number {
  return Math.ceil(length / 2);
}
