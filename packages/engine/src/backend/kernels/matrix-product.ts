/** The product of two matrices: TensorFlow's op for one product, where tfjs-node takes that for many. */
import { first, type Kernel, typeOf } from "./kernel.ts";

/**
 * `MatMul` for two matrices, tfjs-node's `BatchMatMulV2` for more dimensions.
 *
 * Measured on small products such as those of squeeze-and-excite ([8, 256] by [256, 128], two cores): 6 µs each for 40.
 */
export const batchMatMul =
  (usual: Kernel): Kernel =>
  (inputs, attributes, backend) => {
    const { a, b } = inputs;
    if (a.shape.length !== 2 || b.shape.length !== 2) return usual(inputs, attributes, backend);
    const { transposeA = false, transposeB = false } = attributes;
    return first("MatMul", [a, b], { T: typeOf(a), transpose_a: transposeA, transpose_b: transposeB });
  };
