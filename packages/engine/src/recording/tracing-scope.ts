/** Which part of a program an op belongs to: names that recorded ops carry into TensorFlow's profiles. */
import * as tf from "@tensorflow/tfjs-core";

let current = "";

/** Returns the scope that ops are recorded in now; "" outside of every scope. */
export function currentScope(): string {
  return current;
}

/**
 * Runs `action` and returns its result; the ops that it records belong to `scope`, and those of its gradient to
 * `scope/backward`.
 *
 * Scopes only name ops: `profileOps` reads them, and they change nothing else. An inner scope takes the place of the
 * outer one, so give whole paths: letters, digits, `_` and `.`, a small letter first, such as `body.layer1.0.conv1`.
 * @throws RangeError for another name.
 */
export function withScope<T>(scope: string, action: () => T): T {
  if (!/^[a-z][\w.]*$/.test(scope)) {
    throw new RangeError(`withScope: expected a name such as "body.layer1.0.conv1", got "${scope}".`);
  }
  const before = tape().length;
  const result = inside(scope, action);
  for (const node of tape().slice(before)) {
    const { gradient } = node;
    if (gradient === undefined) continue;
    // A gradient of ours computes at once, one of tfjs when it is asked for an input's. Inner scopes set theirs inside
    // of this one.
    const backward = `${scope}/backward`;
    node.gradient = (dys) => {
      const gradients = Object.entries(inside(backward, () => gradient(dys)));
      return Object.fromEntries(gradients.map(([name, compute]) => [name, () => inside(backward, compute)]));
    };
  }
  return result;
}

/**
 * Runs `action` and returns its result; the ops that it records belong to this part of the current scope.
 *
 * `part` in `body.conv1/backward` is `body.conv1.part/backward`. Outside of every scope nothing is named.
 */
export function withPart<T>(part: string, action: () => T): T {
  const [scope = "", ...pass] = current.split("/");
  return scope === "" ? action() : inside([`${scope}.${part}`, ...pass].join("/"), action);
}

/** Reads the scope out of the name of an op, around which the graph optimizer may have added parts; "" for none. */
export function scopeOf(name: string): string {
  const parts = name.split("/").slice(0, -1);
  // The graph optimizer's own parts, such as ArithmeticOptimizer, start with a capital letter.
  const start = parts.findIndex((part) => /^[a-z]/.test(part));
  if (start < 0) return "";
  const [scope = "", pass] = parts.slice(start);
  return pass === "backward" ? `${scope}/backward` : scope;
}

function inside<T>(scope: string, action: () => T): T {
  const outer = current;
  current = scope;
  try {
    return action();
  } finally {
    current = outer;
  }
}

/** Returns what tfjs has recorded for the gradients that are being computed. */
function tape() {
  return tf.engine().state.activeTape ?? [];
}
