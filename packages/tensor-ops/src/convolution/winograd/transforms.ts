/**
 * The matrices of Winograd's minimal filtering for kernels of 3×3, on pixels row after row.
 *
 * A convolution of a tile is A·((G·kernel) ∘ (B·patch)), ∘ pixel by pixel: of 36 products where the sum itself has 144,
 * for a tile of 4×4 and its patch of 6×6. In one dimension it is a product of polynomials, known by its values at some
 * points (Toom and Cook): G takes the values of the kernel, and A and B are the transposes of interpolation. For two
 * dimensions each is its Kronecker product with itself.
 * @see Lavin & Gray 2015, https://arxiv.org/abs/1509.09308; Winograd, Arithmetic Complexity of Computations, 1980
 */

/** Height and width of a tile of the output. */
export type TileSize = 2 | 4;

/**
 * Larger tiles have fewer products, and larger numbers in between: too large for bfloat16, which would be 3e-2 off in
 * tiles of 4.
 */
export const tileSizes = { float32: 4, bfloat16: 2 } as const satisfies Readonly<Record<string, TileSize>>;

/** A matrix, row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** The matrices for one size of tile; t is the tile's size, p = t + 2 the patch's. */
export interface Transforms {
  /** B [p², p²], which transforms a patch. */
  readonly patch: Matrix;
  /** G [p², 9], which transforms a kernel. */
  readonly kernel: Matrix;
  /** G of the kernel turned by 180° [p², 9], for gradients. */
  readonly turnedKernel: Matrix;
  /** A [t², p²], which makes a tile of the products. */
  readonly tile: Matrix;
}

type Rows = readonly (readonly number[])[];

/**
 * Where the polynomials' values are taken, besides at infinity. For tiles of 4 the field's ±1 and ±2 are twice as far
 * off as these (1.6e-6 and 7e-7, root of the mean square, 256 channels); that the numbers are no integers costs nothing
 * here. For tiles of 2 all numbers are exact in bfloat16.
 */
const points: Readonly<Record<TileSize, readonly number[]>> = { 2: [0, 1, -1], 4: [0, 3 / 4, -3 / 4, 3 / 2, -3 / 2] };

/** Computes the transforms for one size of tile. */
export function winogradTransforms(size: TileSize): Transforms {
  const finite = points[size];
  const others = (point: number) => finite.filter((other) => other !== point);
  const patch = [...finite.map((point) => [...coefficients(others(point)), 0]), coefficients(finite)];
  const kernel = finite.map((point) => {
    const scale = others(point).reduce((product, other) => product * (point - other), 1);
    return [1, point, point ** 2].map((power) => power / scale);
  });
  const tile = Array.from({ length: size }, (_, power) => [
    ...finite.map((point) => point ** power),
    power === size - 1 ? 1 : 0,
  ]);
  const atInfinity = [0, 0, 1];
  return {
    patch: squared(patch),
    kernel: squared([...kernel, atInfinity]),
    turnedKernel: squared([...kernel, atInfinity].map((row) => row.toReversed())),
    tile: squared(tile),
  };
}

/** Computes the coefficients of ∏ (x − root), the constant first. */
function coefficients(roots: readonly number[]): number[] {
  let product = [1];
  for (const root of roots) {
    product = [0, ...product].map((higher, power) => higher - root * (product[power] ?? 0));
  }
  return product;
}

/** Computes the Kronecker product of a matrix with itself. */
function squared(matrix: Rows): Matrix {
  const values = matrix.flatMap((outer) => matrix.map((inner) => outer.flatMap((a) => inner.map((b) => a * b))));
  return { rows: values.length, columns: values[0]?.length ?? 0, values: Float32Array.from(values.flat()) };
}
