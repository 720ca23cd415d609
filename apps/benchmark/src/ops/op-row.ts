/** One op of a step, timed over several steps. */
import type { ProfiledCall, TensorSpec } from "@tresnet/engine";
import { spread } from "../text/statistics.ts";
import type { OpClass } from "./op-classes.ts";
import { isWinograd, ownClass, plainType } from "./own-class.ts";
import { ownProduct } from "./own-product.ts";
import type { Product } from "./product.ts";

export interface OpRow {
  /** In the optimized graph. */
  readonly name: string;
  /** Without the marks of oneDNN's kernels. */
  readonly type: string;
  readonly opClass: OpClass;
  /** The module's path, as in weight keys; "" for what belongs to none, "optimizer" for the update. */
  readonly layer: string;
  readonly pass: "forward" | "backward";
  readonly product: Product | null;
  readonly output: TensorSpec | null;
  /** Median over the steps, milliseconds. */
  readonly ms: number;
}

/** Every op of calls of one function, in the order of the last one; an op that not every call has is left out. */
export function opRows(calls: readonly ProfiledCall[], batch: number): OpRow[] {
  const times = new Map<string, number[]>();
  for (const { ops } of calls) {
    for (const { name, durationMs } of ops) times.set(name, [...(times.get(name) ?? []), durationMs]);
  }
  const ops = calls.at(-1)?.ops ?? [];
  return ops.flatMap((op) => {
    const durations = times.get(op.name) ?? [];
    if (durations.length < calls.length) return [];
    const type = plainType(op.type);
    // Its products are not those of a convolution of these shapes.
    const product = isWinograd(op.scope) ? null : ownProduct(type, op, batch);
    const backward = op.scope.endsWith("/backward");
    const row: OpRow = {
      name: op.name,
      type,
      opClass: ownClass(type, op.scope, product),
      layer: op.scope.replace(/\/backward$/, ""),
      pass: backward ? "backward" : "forward",
      product,
      output: op.outputs[0] ?? null,
      ms: spread(durations).median,
    };
    return [row];
  });
}
