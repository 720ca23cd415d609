/** The traces of one function, by the signature of its inputs: those that were used last. */
import type { FunctionGraph } from "./function-graph.ts";

/** Keeps so many traces; the one whose last use is the longest ago makes room for another. */
export class RecentGraphs {
  readonly #limit: number;
  /** In the order of their last use. */
  readonly #graphs = new Map<string, FunctionGraph>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many traces there are. */
  get size(): number {
    return this.#graphs.size;
  }

  /** Finds a trace, which counts as its use. */
  get(signature: string): FunctionGraph | undefined {
    const graph = this.#graphs.get(signature);
    if (graph === undefined) return undefined;
    this.#graphs.delete(signature);
    this.#graphs.set(signature, graph);
    return graph;
  }

  /** Adds a trace; one with the same signature, and those that are too many, are disposed. */
  set(signature: string, graph: FunctionGraph): void {
    this.#graphs.get(signature)?.dispose();
    this.#graphs.delete(signature);
    this.#graphs.set(signature, graph);
    for (const [oldest, trace] of this.#graphs) {
      if (this.#graphs.size <= this.#limit) return;
      this.#graphs.delete(oldest);
      trace.dispose();
    }
  }

  /** Disposes all traces. */
  clear(): void {
    for (const graph of this.#graphs.values()) graph.dispose();
    this.#graphs.clear();
  }
}
