/** A description while it is written: modules add their operations to it, and hand their parts back to it. */
import { ExportError } from "../errors.ts";
import type { NetNode, NetSize } from "../net/net.ts";
import type { Operation } from "../net/operations.ts";

/**
 * Writes what one kind of module computes, and returns the name of the value that leaves it; undefined for a module of
 * another kind. `name` is the module's place in the model, under which its values are named.
 */
export type Walker = (module: object, input: string, name: string, net: NetWriter) => string | undefined;

/** Makes a walker of a class and of what writes its instances. */
export function walker<M extends object>(
  type: abstract new (...args: never[]) => M,
  write: (module: M, input: string, name: string, net: NetWriter) => string,
): Walker {
  return (module, ...rest) => (module instanceof type ? write(module, ...rest) : undefined);
}

/** The operations of a net, in the order in which its modules were walked. */
export class NetWriter {
  /** Height and width of the images, pixels; undefined where any size will do. */
  readonly size: NetSize | undefined;
  readonly #nodes: NetNode[] = [];
  readonly #layers = new Map<object, NetNode>();
  readonly #walkers: readonly Walker[];

  constructor(walkers: readonly Walker[], size: NetSize | undefined) {
    this.#walkers = walkers;
    this.size = size;
  }

  /** What was written so far. */
  get nodes(): readonly NetNode[] {
    return this.#nodes;
  }

  /** Adds an operation, and returns the name of the value that it makes. */
  add(output: string, operation: Operation, ...inputs: readonly string[]): string {
    this.#nodes.push({ output, inputs, operation });
    return output;
  }

  /**
   * Adds the operation of a layer that may be walked again, on another value: its weights are described once, by
   * `make`.
   */
  addLayer(layer: object, output: string, make: () => Operation, input: string): string {
    const first = this.#layers.get(layer);
    if (first === undefined) {
      const node = { output, inputs: [input], operation: make() };
      this.#layers.set(layer, node);
      this.#nodes.push(node);
    } else {
      this.#nodes.push({ output, inputs: [input], operation: first.operation, weights: first.output });
    }
    return output;
  }

  /**
   * Writes a module that reads the value `input`, and returns the name of the value that leaves it.
   * @throws ExportError naming the module's class and place, when no walker knows it.
   */
  walk(module: object, input: string, name: string): string {
    for (const walker of this.#walkers) {
      const output = walker(module, input, name, this);
      if (output !== undefined) return output;
    }
    throw new ExportError(
      `describeNet: expected modules of the zoo, got ${module.constructor.name} at ${name}. It can't be written in others' formats.`,
    );
  }

  /** Writes modules that follow each other; each is named by its number in the array. */
  walkAll(modules: readonly object[], input: string, name: string): string {
    return modules.reduce<string>((value, module, index) => this.walk(module, value, `${name}.${index}`), input);
  }
}
