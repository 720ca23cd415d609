import { reshape, type Tensor, type Tensor2D, type Tensor3D, type Tensor4D, tensor2d } from "@tensorflow/tfjs-core";
import { attr } from "@tresnet/engine";
import { gatherRows } from "../../gather-rows.ts";
import { matrixProduct } from "../../matrix-product.ts";
import { nativeOp } from "../../native-op.ts";
import { type Maps, Tiling } from "./tiling.ts";
import { type Matrix, type TileSize, type Transforms, winogradTransforms } from "./transforms.ts";

/**
 * Convolutions with kernels of 3×3 and stride 1, zeros around the borders, by Winograd's minimal filtering, and their
 * gradients.
 *
 * Every place in a patch (p² of them) has a matrix of its own, [tiles, channels]; what is left of a convolution are p²
 * matrix products. Maps are brought into this form, and back, by copying pixels and by one product with a small matrix.
 */
export class WinogradConvolution {
  readonly #maps: Maps;
  readonly #tiling: Tiling;
  readonly #transforms: Transforms;

  constructor(maps: Maps, size: TileSize) {
    this.#maps = maps;
    this.#tiling = new Tiling(maps, size);
    this.#transforms = winogradTransforms(size);
  }

  /** Convolves: x [n, h, w, c], kernel [3, 3, c, k] → [n, h, w, k]. */
  convolve(x: Tensor4D, kernel: Tensor4D): Tensor4D {
    return this.#toMaps(products(this.patches(x), this.#kernels(kernel, this.#transforms.kernel)));
  }

  /** The gradient of x, from the patches of dy [p², tiles, k] and the kernel [3, 3, c, k]: → [n, h, w, c]. */
  inputGradient(patches: Tensor3D, kernel: Tensor4D): Tensor4D {
    const kernels = this.#kernels(kernel, this.#transforms.turnedKernel);
    return this.#toMaps(products(patches, kernels, { transposeB: true }));
  }

  /** The gradient of the kernel, from x [n, h, w, c] and the patches of dy [p², tiles, k]: → [3, 3, c, k]. */
  kernelGradient(x: Tensor4D, patches: Tensor3D): Tensor4D {
    const { tile, turnedKernel } = this.#transforms;
    const pixels = gatherRows(x, this.#tiling.tilePixels());
    const sums = products(this.#perPlace(transform(tile, pixels, { adjoint: true })), patches, { transposeA: true });
    const [, channels, filters] = sums.shape;
    return reshape(transform(turnedKernel, sums, { adjoint: true }), [3, 3, channels, filters]);
  }

  /** The transformed patches of a map: [n, h, w, c] → [p², tiles, c]. */
  patches(x: Tensor4D): Tensor3D {
    const pixels = gatherRows(x, this.#tiling.patchPixels());
    return this.#perPlace(transform(this.#transforms.patch, pixels));
  }

  /** The transformed kernel: [3, 3, c, k] → [p², c, k]. */
  #kernels(kernel: Tensor4D, matrix: Matrix): Tensor3D {
    const [, , channels, filters] = kernel.shape;
    return reshape(transform(matrix, kernel), [matrix.rows, channels, filters]);
  }

  /** Maps put together from the tiles that products of patches give: [p², tiles, k] → [n, h, w, k]. */
  #toMaps(sums: Tensor3D): Tensor4D {
    const { tile } = this.#transforms;
    const filters = sums.shape[2];
    const pixels = reshape<Tensor2D["rankType"]>(transform(tile, sums), [tile.rows * this.#tiling.count, filters]);
    return reshape(gatherRows(pixels, this.#tiling.mapPixels()), [...this.#maps, filters]);
  }

  /** Divides the columns among the tiles: [p², tiles·c] → [p², tiles, c]. */
  #perPlace(x: Tensor2D): Tensor3D {
    const { count } = this.#tiling;
    return reshape(x, [x.shape[0], count, x.shape[1] / count]);
  }
}

/**
 * The product of a matrix [r, s] and x [s, …], the other axes of x as one: → [r, …']. The adjoint takes x [r, …] to
 * [s, …'].
 */
function transform({ rows, columns, values }: Matrix, x: Tensor, { adjoint = false } = {}): Tensor2D {
  const count = adjoint ? rows : columns;
  const matrix = tensor2d(values, [rows, columns]);
  return matrixProduct(matrix, reshape(x, [count, x.size / count]), { transposeA: adjoint });
}

/** One product of matrices for each place of a patch. */
function products(a: Tensor3D, b: Tensor3D, { transposeA = false, transposeB = false } = {}): Tensor3D {
  return nativeOp("BatchMatMulV2", [a, b], { T: attr.type("float32"), adj_x: transposeA, adj_y: transposeB });
}
