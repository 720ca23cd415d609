/** What is computed ahead of time, in float64: rows of numbers, as ML-Decoder's queries are. */
import type { Constant } from "../net/operations.ts";

/** Brings each row of `columns` numbers to mean 0 and variance 1, then scales and offsets it. */
export function layerNorm64(
  values: Float64Array,
  { scale, offset, epsilon }: { readonly scale: Constant; readonly offset: Constant; readonly epsilon: number },
): Float64Array {
  const columns = scale.values.length;
  const normal = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += columns) {
    const row = values.subarray(start, start + columns);
    const mean = row.reduce((sum, value) => sum + value, 0) / columns;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / columns;
    const inverse = 1 / Math.sqrt(variance + epsilon);
    normal.set(
      row.map((value, column) => {
        return (value - mean) * inverse * (scale.values[column] ?? 0) + (offset.values[column] ?? 0);
      }),
      start,
    );
  }
  return normal;
}

/** Multiplies rows by a matrix [in, out] and adds the bias: [rows, in] → [rows, out]. */
export function dense64(values: Float64Array, kernel: Constant, bias: Constant): Float64Array {
  const [inputs = 0, outputs = 0] = kernel.shape;
  const rows = values.length / inputs;
  const result = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row += 1) {
    const sums = result.subarray(row * outputs, (row + 1) * outputs);
    sums.set(bias.values);
    for (let input = 0; input < inputs; input += 1) {
      const value = values[row * inputs + input] ?? 0;
      for (let output = 0; output < outputs; output += 1) {
        sums[output] = (sums[output] ?? 0) + value * (kernel.values[input * outputs + output] ?? 0);
      }
    }
  }
  return result;
}
