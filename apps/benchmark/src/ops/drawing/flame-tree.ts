/** The step as a tree of layers, with the ops of each as leaves. */
import { naturalOrder } from "../natural-order.ts";
import type { OpClass } from "../op-classes.ts";
import type { OpRow } from "../op-row.ts";

export interface FlameNode {
  readonly label: string;
  /** The kind of work of ops; null for a layer. */
  readonly opClass: OpClass | null;
  readonly ms: number;
  readonly children: readonly FlameNode[];
}

interface Growing {
  readonly ops: Map<string, { ms: number; opClass: OpClass }>;
  readonly layers: Map<string, Growing>;
}

/**
 * The tree, layers in the order of their names; a layer that holds nothing but one other is drawn as one,
 * `body.layer1`.
 */
export function flameTree(label: string, ops: readonly OpRow[]): FlameNode {
  const root = grow();
  for (const op of ops) {
    let node = root;
    for (const part of op.layer === "" ? ["(no layer)"] : op.layer.split(".")) {
      const next = node.layers.get(part) ?? grow();
      node.layers.set(part, next);
      node = next;
    }
    const name = op.pass === "backward" ? `${op.type}, backward` : op.type;
    const known = node.ops.get(name) ?? { ms: 0, opClass: op.opClass };
    node.ops.set(name, { ...known, ms: known.ms + op.ms });
  }
  return { ...toNode(root, label, false), label };
}

function grow(): Growing {
  return { ops: new Map(), layers: new Map() };
}

function toNode({ ops, layers }: Growing, label: string, merge = true): FlameNode {
  const [only] = layers;
  if (merge && ops.size === 0 && layers.size === 1 && only !== undefined) return toNode(only[1], `${label}.${only[0]}`);
  const leaves = [...ops].map(([name, { ms, opClass }]) => ({ label: name, opClass, ms, children: [] }));
  const parts = [...layers].toSorted(([a], [b]) => naturalOrder(a, b));
  const children = [...parts.map(([part, layer]) => toNode(layer, part)), ...leaves];
  return { label, opClass: null, ms: children.reduce((sum, { ms }) => sum + ms, 0), children };
}
