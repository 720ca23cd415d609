/** Operations on rows of features as nodes: dense layers, layer norm, the parts of attention. */
import { vector } from "../net/constant.ts";
import type { DenseOperation, GroupDenseOperation, HeadsOperation, LayerNormOperation } from "../net/operations.ts";
import { bool, type } from "./graph.ts";
import type { Place } from "./place.ts";

/** Writes a dense layer along the last axis, of two axes or more. */
export function writeDense({ kernel, bias }: DenseOperation, place: Place): string {
  const { writer, name, weights, inputs } = place;
  const rank = place.shapes[0]?.length ?? 2;
  const matrix = writer.constant(`${weights}/kernel`, kernel, [
    ...new Array<number>(rank - 2).fill(1),
    ...kernel.shape,
  ]);
  const product = writer.float(`${name}/product`, rank === 2 ? "MatMul" : "BatchMatMulV2", [...inputs, matrix]);
  return writer.float(name, "AddV2", [product, writer.constant(`${weights}/bias`, bias)]);
}

/** Writes a layer norm in basic operations, which every runtime has. */
export function writeLayerNorm({ scale, offset, epsilon }: LayerNormOperation, place: Place): string {
  const { writer, name, weights, inputs } = place;
  const axis = writer.ints("lastAxis", [-1]);
  const averaging = { Tidx: type("int32"), keep_dims: bool(true) };
  const mean = writer.float(`${name}/mean`, "Mean", [...inputs, axis], averaging);
  const centred = writer.float(`${name}/centred`, "Sub", [...inputs, mean]);
  const squared = writer.float(`${name}/squared`, "Square", [centred]);
  const variance = writer.float(`${name}/variance`, "Mean", [squared, axis], averaging);
  const added = writer.constant(`${weights}/epsilon`, vector([epsilon]), []);
  const inverse = writer.float(`${name}/inverse`, "Rsqrt", [writer.float(`${name}/held`, "AddV2", [variance, added])]);
  const normal = writer.float(`${name}/normal`, "Mul", [centred, inverse]);
  const scaled = writer.float(`${name}/scaled`, "Mul", [normal, writer.constant(`${weights}/scale`, scale)]);
  return writer.float(name, "AddV2", [scaled, writer.constant(`${weights}/offset`, offset)]);
}

/** Writes [n, t, c] → [n, heads, t, c/heads]. */
export function writeSplitHeads({ heads, channels }: HeadsOperation, place: Place): string {
  const { writer, name, inputs, shapes } = place;
  const [n, t] = shapes[0] ?? [];
  const [x = ""] = inputs;
  return writeSwapMiddle(place, name, writer.reshape(`${name}/heads`, x, [n, t, heads, channels / heads]));
}

/** Writes [n, heads, t, c/heads] → [n, t, c]. */
export function writeJoinHeads({ channels }: HeadsOperation, place: Place): string {
  const { writer, name, inputs, shapes } = place;
  const [n, , t] = shapes[0] ?? [];
  const [x = ""] = inputs;
  return writer.reshape(name, writeSwapMiddle(place, `${name}/rows`, x), [n, t, channels]);
}

/** Writes a dense layer of each group: one product a row, laid side by side, cut to the classes. */
export function writeGroupDense({ kernel, bias }: GroupDenseOperation, place: Place): string {
  const { writer, name, weights, inputs, shapes } = place;
  const [groups = 1, depth = 1, perGroup = 1] = kernel.shape;
  const [n] = shapes[0] ?? [];
  const [x = ""] = inputs;
  const classes = bias.values.length;
  const rows = writer.reshape(`${name}/rows`, x, [n, groups, 1, depth]);
  const matrices = writer.constant(`${weights}/kernel`, kernel, [1, ...kernel.shape]);
  const products = writer.float(`${name}/products`, "BatchMatMulV2", [rows, matrices]); // [n, groups, 1, perGroup]
  let logits = writer.reshape(`${name}/all`, products, [n, groups * perGroup]);
  if (groups * perGroup > classes) {
    const ends = [writer.ints("sliceBegin", [0, 0]), writer.ints(`${weights}/classes`, [-1, classes])];
    logits = writer.float(`${name}/kept`, "Slice", [logits, ...ends], { Index: type("int32") });
  }
  return writer.float(name, "AddV2", [logits, writer.constant(`${weights}/bias`, bias)]);
}

/** Writes a product of matrices along the last two axes. */
export function writeMatMul(_: unknown, { writer, name, inputs }: Place): string {
  return writer.float(name, "BatchMatMulV2", inputs);
}

/** Writes a product of matrices whose second is transposed. */
export function writeMatMulTransposed(_: unknown, { writer, name, inputs }: Place): string {
  return writer.float(name, "BatchMatMulV2", inputs, { adj_y: bool(true) });
}

/** Writes [a, b, c, d] → [a, c, b, d]. */
function writeSwapMiddle({ writer }: Place, name: string, value: string): string {
  return writer.float(name, "Transpose", [value, writer.ints("swapMiddle", [0, 2, 1, 3])], { Tperm: type("int32") });
}
