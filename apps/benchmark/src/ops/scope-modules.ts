/** Names the ops of every module of a model by its path. */
import { Variable } from "@tensorflow/tfjs-core";
import { type Module, partsOf, Weight } from "@tresnet/blocks";
import { withScope } from "@tresnet/engine";

/**
 * From now on what a module's `forward` records belongs to the module's path, as in weight keys: `body.layer1.0.conv1`.
 *
 * The model itself has no name, so what it does between its modules belongs to the module whose result it takes.
 */
export function scopeModules(model: object, prefix = ""): void {
  const parts = partsOf(model, (part): part is object => part !== model && (isModule(part) || isLeaf(part)));
  for (const [key, part] of parts) {
    if (!isModule(part)) continue;
    const path = prefix === "" ? key : `${prefix}.${key}`;
    const forward = part.forward.bind(part);
    const value: Module["forward"] = (...args) => withScope(path, () => forward(...args));
    // Fields of a module are its parts: this one must not be listed among them.
    Object.defineProperty(part, "forward", { value, configurable: true, enumerable: false });
    scopeModules(part, path);
  }
}

function isModule(part: unknown): part is Module {
  return typeof part === "object" && part !== null && "forward" in part && typeof part.forward === "function";
}

function isLeaf(part: unknown): part is object {
  return part instanceof Weight || part instanceof Variable;
}
