/** What group norm and an enlarged map are in ONNX, opset 17, which has no group norm of its own. */
import type { EnlargeOperation, GroupNormOperation } from "../net/operations.ts";
import type { OnnxNode } from "./onnx-graph.ts";

/** Writes a group norm: groups are brought to mean 0 and variance 1 as rows, and channels scaled afterwards. */
export function writeGroupNorm({ groups, scale, offset, epsilon }: GroupNormOperation, node: OnnxNode): string {
  const { graph, output, weights, inputs } = node;
  const channels = scale.values.length;
  const [ones, zeros] = [
    graph.vector(`groups_${groups}.scale`, [groups], new Float32Array(groups).fill(1)),
    graph.vector(`groups_${groups}.offset`, [groups], new Float32Array(groups)),
  ];
  const rows = graph.add("Reshape", `${output}.rows`, [...inputs, graph.list([0, groups, -1])]); // [n, groups, ..]
  const normal = graph.add("InstanceNormalization", `${output}.normal`, [rows, ones, zeros], {
    epsilon: { float: epsilon },
  });
  const map = graph.add("Reshape", `${output}.map`, [normal, graph.add("Shape", `${output}.shape`, inputs)]);
  const factor = graph.vector(`${weights}.scale`, [channels, 1, 1], scale.values);
  const addend = graph.vector(`${weights}.offset`, [channels, 1, 1], offset.values);
  return graph.add("Add", output, [graph.add("Mul", `${output}.scaled`, [map, factor]), addend]);
}

/** Writes positions repeated up to a size, which is stated itself: a factor is not exact where halves were rounded. */
export function writeEnlarge({ height, width }: EnlargeOperation, { graph, output, inputs }: OnnxNode): string {
  const shape = graph.add("Shape", `${output}.shape`, inputs);
  const kept = graph.add("Gather", `${output}.kept`, [shape, graph.list([0, 1])]);
  const sizes = graph.add("Concat", `${output}.sizes`, [kept, graph.list([height, width])], { axis: 0 });
  return graph.add("Resize", output, [...inputs, "", "", sizes], {
    mode: "nearest",
    nearest_mode: "floor",
    coordinate_transformation_mode: "asymmetric",
  });
}
