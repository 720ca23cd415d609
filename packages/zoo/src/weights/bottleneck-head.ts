/**
 * The authors' head for very many classes: two dense layers with nothing between them, which are one dense layer.
 *
 * @see https://github.com/Alibaba-MIIL/ASL src_files/models/tresnet/tresnet.py, `bottleneck_head`
 */
import { type TensorData, type TensorFile, type TensorInfo, toFloat32 } from "@tresnet/checkpoints";

const first = "head.fc.embedding_generator.0.";
const second = "head.fc.FC.";
const merged = "head.fc.";

/** Whether a file has such a head, under names without a prefix. */
export function hasBottleneckHead({ entries }: TensorFile): boolean {
  return ["weight", "bias"].every((name) => entries.has(first + name) && entries.has(second + name));
}

/**
 * The file with `head.fc.weight` and `head.fc.bias` in the place of the two layers; closing it closes the original.
 *
 * Sums run in float64. The head for Open Images, 9605 classes, takes some seconds.
 */
export function withMergedHead(file: TensorFile): TensorFile {
  const entries = new Map<string, TensorInfo>(
    [...file.entries].filter(([key]) => !key.startsWith(first) && !key.startsWith(second)),
  );
  const [classes = 0] = file.entries.get(`${second}weight`)?.shape ?? [];
  const [, features = 0] = file.entries.get(`${first}weight`)?.shape ?? [];
  entries.set(`${merged}weight`, { dtype: "F32", shape: [classes, features] });
  entries.set(`${merged}bias`, { dtype: "F32", shape: [classes] });
  return {
    ...file,
    entries,
    async read(name) {
      if (name !== `${merged}weight` && name !== `${merged}bias`) return file.read(name);
      const outer = await file.read(`${second}weight`);
      if (name === `${merged}weight`) return product(outer, await file.read(`${first}weight`));
      const bias = product(outer, await file.read(`${first}bias`));
      const added = toFloat32(await file.read(`${second}bias`));
      return { ...bias, data: toFloat32(bias).map((value, i) => value + (added[i] ?? 0)) };
    },
  };
}

/** [m, k] · [k, n] → [m, n], or [m, k] · [k] → [m]. */
function product(left: TensorData, right: TensorData): TensorData {
  const [a, b] = [toFloat32(left), toFloat32(right)];
  const [m = 0, k = 0] = left.shape;
  const columns = right.shape.slice(1);
  const [n = 1] = columns;
  const data = new Float32Array(m * n);
  const sums = new Float64Array(n);
  for (let i = 0; i < m; i += 1) {
    sums.fill(0);
    for (let j = 0; j < k; j += 1) {
      const factor = a[i * k + j] ?? 0;
      for (let column = 0; column < n; column += 1)
        sums[column] = (sums[column] ?? 0) + factor * (b[j * n + column] ?? 0);
    }
    data.set(sums, i * n);
  }
  return { dtype: "F32", shape: [m, ...columns], data };
}
