/** Records ops as they are called, or makes one op of a convolution and what follows it. */

import type { FrozenValues } from "./frozen-values.ts";
import { FusedConvolutions } from "./fused-convolution.ts";
import type { GraphBuilder, GraphOp } from "./graph-builder.ts";

/** Records an op into the graph and returns the operation that it became. */
export type OpRecorder = (op: GraphOp) => bigint;

/** Makes a recorder that adds each op as it is. */
export function plainRecorder(graph: GraphBuilder): OpRecorder {
  return (op) => graph.add(op);
}

/** Makes a recorder that puts one fused op in the place of a convolution and the ops that follow it. */
export function fusingRecorder(graph: GraphBuilder, frozen: FrozenValues): OpRecorder {
  const convolutions = new FusedConvolutions({
    sameShape: (a, b) => {
      const [left, right] = [graph.shapeOf("Add", a), graph.shapeOf("Add", b)];
      return left !== undefined && right !== undefined && left.join() === right.join();
    },
    isFixed: (output) => frozen.isFixed(output),
  });
  return (called) => {
    const { op, remember } = convolutions.fuse(called);
    const operation = graph.add(op);
    remember(operation);
    return operation;
  };
}
