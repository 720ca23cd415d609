import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * V8's garbage collector as a function, for tests that hold much memory outside of V8's heap.
 * @throws Error when V8 does not give it.
 */
export function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("garbageCollector: expected V8's gc, got none.");
  return () => void collect();
}
