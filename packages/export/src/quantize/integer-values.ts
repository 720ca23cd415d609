/** Which values of a net can be bytes, and which operations then compute with bytes. */
import { inputName, type Net, type NetNode } from "../net/net.ts";
import type { OperationKind } from "../net/operations.ts";

/** The operations that runtimes have for bytes. */
const integerKinds: ReadonlySet<OperationKind> = new Set([
  "convolution",
  "dense",
  "blur",
  "maxPool",
  "halvingAverage",
  "spatialMean",
  "flatten",
  "relu",
  "leakyRelu",
  "sigmoid",
  "add",
  "multiply",
]);

/** The operations whose result has the numbers of what they read, and so its scale. */
const keepsNumbers: ReadonlySet<OperationKind> = new Set(["flatten", "maxPool"]);

/** What of a net can be bytes. */
export interface IntegerValues {
  /** The values that bytes can stand for. */
  readonly values: ReadonlySet<string>;
  /** The values that have the scale of another one: the name of that one. */
  readonly sameAs: ReadonlyMap<string, string>;
  /** The nodes with weights that can be bytes, by their outputs. */
  readonly kernels: ReadonlySet<string>;
}

/** Finds what of a net can be bytes: everything before logits and attention, but for what an activation takes in. */
export function integerValues(net: Net): IntegerValues {
  const readers = readersOf(net);
  const values = new Set([inputName]);
  const sameAs = new Map<string, string>();
  const kernels = new Set<string>();
  const known = new Set([inputName]);
  for (const { output, inputs, operation } of net.nodes) {
    const hasKernel = operation.kind === "convolution" || operation.kind === "dense";
    if (!integerKinds.has(operation.kind) || !inputs.every((name) => known.has(name))) continue;
    if (hasKernel) kernels.add(output);
    if (output === net.output) continue;
    known.add(output);
    if (isFused(operation.kind, readers.get(output) ?? [])) continue;
    values.add(output);
    const [first = ""] = inputs;
    if (keepsNumbers.has(operation.kind)) sameAs.set(output, sameAs.get(first) ?? first);
  }
  return { values, sameAs, kernels };
}

/** Runtimes compute an activation with what comes before it, whose numbers are never seen. */
function isFused(kind: OperationKind, readers: readonly NetNode[]): boolean {
  if (kind !== "convolution" && kind !== "add") return false;
  const [reader] = readers;
  return readers.length === 1 && (reader?.operation.kind === "relu" || reader?.operation.kind === "leakyRelu");
}

function readersOf({ nodes }: Net): ReadonlyMap<string, readonly NetNode[]> {
  const readers = new Map<string, NetNode[]>();
  for (const node of nodes) {
    for (const name of node.inputs) readers.set(name, [...(readers.get(name) ?? []), node]);
  }
  return readers;
}
