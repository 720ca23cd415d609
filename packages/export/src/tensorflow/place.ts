/** Where an operation of a net stands in a graph: how its nodes are named, and what it reads. */
import type { ValueShape } from "../net/value-shapes.ts";
import type { GraphWriter } from "./graph-writer.ts";

/** What the functions that write nodes are given beside the operation. */
export interface Place {
  /** Takes the nodes. */
  readonly writer: GraphWriter;
  /** The name of the node that makes the operation's value; further nodes are named below it. */
  readonly name: string;
  /** What the names of its weights begin with: the same for a net that is written twice. */
  readonly weights: string;
  /** The nodes that make what it reads. */
  readonly inputs: readonly string[];
  /** The shapes of what it reads. */
  readonly shapes: readonly ValueShape[];
}

/** Adds the place's own node, which computes on float32. */
export function writeFloat(op: string) {
  return (_: unknown, { writer, name, inputs }: Place): string => writer.float(name, op, inputs);
}
