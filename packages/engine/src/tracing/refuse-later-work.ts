/** Refuses what a traced function leaves to run later: by then its tensors are gone, and nobody would see the error. */
import { createHook } from "node:async_hooks";
import { TraceError } from "../errors.ts";

/**
 * Runs `record`, and refuses the promises and timers that it makes. Timers are cleared, and a promise that rejects
 * later does not end the process.
 * @throws TraceError when there were any; what `record` throws.
 */
export function refuseLaterWork<T>(name: string, record: () => T): T {
  const started: (() => void)[] = [];
  const hook = createHook({
    init(_id, type, _trigger, resource) {
      const silence = silencerOf(type, resource);
      if (silence !== undefined) started.push(silence);
    },
  });
  const { queueMicrotask } = globalThis;
  globalThis.queueMicrotask = () => {
    throw laterWork(name);
  };
  hook.enable();
  let result: T;
  try {
    result = record();
  } finally {
    hook.disable();
    globalThis.queueMicrotask = queueMicrotask;
    for (const silence of started) silence();
  }
  if (started.length > 0) throw laterWork(name);
  return result;
}

/** How to keep what runs later from doing harm; undefined for what is none of the function's, such as output. */
function silencerOf(type: string, resource: object): (() => void) | undefined {
  if (resource instanceof Promise) return () => void resource.catch(() => undefined);
  if (type === "Timeout" && isTimer<NodeJS.Timeout>(resource)) return () => clearTimeout(resource);
  if (type === "Immediate" && isTimer<NodeJS.Immediate>(resource)) return () => clearImmediate(resource);
  return undefined;
}

/** Whether a hook's resource is what setTimeout, setInterval or setImmediate returned. */
function isTimer<Timer extends NodeJS.Timeout | NodeJS.Immediate>(resource: object): resource is Timer {
  return "hasRef" in resource;
}

function laterWork(name: string): TraceError {
  return new TraceError(
    `${name}: the traced function left something for later (await, a promise, tensor.data(), a timer): its tensors have no values then. ` +
      "Do it outside, before or after the call.",
  );
}
