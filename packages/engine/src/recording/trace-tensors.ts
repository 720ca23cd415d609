/** The tensors of a trace by their numbers: which are made in it, which come from outside, and what stands for each. */
import { TraceError } from "../errors.ts";
import type { TensorMetadata } from "../native/binding.ts";
import type { GraphOutput } from "../native/c-api.ts";
import type { TensorValues } from "../native/dtypes.ts";
import type { EagerBinding } from "../native/eager-binding.ts";
import type { FrozenValues } from "./frozen-values.ts";
import type { GraphBuilder } from "./graph-builder.ts";

// Ops with an output that TensorFlow gives no static shape and that only the op's own gradient takes.
const opaqueOutputs = new Set(["FusedBatchNormV3"]);

let lastNumber = 1;

/** Knows for each number of a tensor the output in the graph that stands for it. */
export class TraceTensors {
  readonly #eager: EagerBinding;
  readonly #graph: GraphBuilder;
  readonly #frozen: FrozenValues | undefined;
  readonly #outputs = new Map<number, GraphOutput>();
  /** The numbers of tensors made in the trace that nobody has disposed yet. */
  readonly #made = new Set<number>();
  /** The numbers of tensors that JavaScript made during the trace, or that were computed at once. */
  readonly #constants = new Set<number>();
  /** Outside tensors of a function that is not frozen: their numbers, and the placeholder of each. */
  readonly #outside = new Map<number, GraphOutput>();

  /** `frozen` takes the values from outside; without it they become inputs of the graph. */
  constructor(eager: EagerBinding, graph: GraphBuilder, frozen: FrozenValues | undefined) {
    this.#eager = eager;
    this.#graph = graph;
    this.#frozen = frozen;
  }

  /** The eager tensors that the graph takes as inputs: their numbers, and the placeholder that stands for each. */
  get captures(): ReadonlyMap<number, GraphOutput> {
    return this.#frozen?.inputs ?? this.#outside;
  }

  /** How many tensors made in the trace nobody has disposed yet. */
  get live(): number {
    return this.#made.size;
  }

  /** Whether a tensor has values now: made in JavaScript, from outside, or computed from such. */
  isKnown(id: number): boolean {
    return this.#constants.has(id) || (!this.#made.has(id) && this.#eager.has(id));
  }

  /** Finds what stands in the graph for a tensor; a constant, or one from outside, is added the first time. */
  outputOf(id: number): GraphOutput {
    const known = this.#outputs.get(id);
    if (known !== undefined) return known;
    const output = this.#addKnown(id);
    this.#outputs.set(id, output);
    return output;
  }

  /** Finds the shape of a tensor that the op `name` takes; undefined where TensorFlow does not know it. */
  shapeOf(name: string, id: number): number[] | undefined {
    // The graph is not asked for the shape of what has values: it would get a constant that nobody takes.
    return this.isKnown(id) ? this.#eager.metadata(id).shape : this.#graph.shapeOf(name, this.outputOf(id));
  }

  /** Makes a tensor of an output whose dtype and shape are known. */
  make(output: GraphOutput, dtype: number, shape: number[]): TensorMetadata {
    const id = this.name(output);
    this.#made.add(id);
    return { id, shape, dtype };
  }

  /**
   * Makes a tensor of an output of the op `name`.
   * @throws TraceError when the output's shape depends on values.
   */
  makeOf(name: string, output: GraphOutput): TensorMetadata {
    const shape = this.#graph.shapeOf(name, output) ?? (opaqueOutputs.has(name) ? [0] : undefined);
    if (shape === undefined) throw unknownShape(name);
    return this.make(output, this.#graph.dtypeOf(output), shape);
  }

  /** Makes tensors of the first `count` outputs of an operation of the op `name`. */
  makeAll(name: string, operation: bigint, count: number): TensorMetadata[] {
    return Array.from({ length: count }, (_, index) => this.makeOf(name, { oper: operation, index }));
  }

  /** Gives an output a number under which ops take it; the number is nobody's tensor and lives as long as the trace. */
  name(output: GraphOutput): number {
    lastNumber += 2;
    this.#outputs.set(lastNumber, output);
    return lastNumber;
  }

  /** Lets another output stand for a tensor that was made in the trace. */
  replace(id: number, output: GraphOutput): void {
    this.#outputs.set(id, output);
  }

  /** Makes a constant of values that JavaScript has, and returns its number. */
  createConstant(shape: readonly number[], dtype: number, values: ArrayLike<unknown>): number {
    const id = this.#eager.createTensor(shape, dtype, values);
    this.#constants.add(id);
    return id;
  }

  /** Takes over eager tensors that were computed at once: they are constants of the trace. */
  adoptConstants(tensors: TensorMetadata[]): TensorMetadata[] {
    for (const { id } of tensors) this.#constants.add(id);
    return tensors;
  }

  /**
   * Copies a constant's values into JavaScript.
   * @throws TraceError for every other tensor: it has no values yet.
   */
  valuesOf(id: number): TensorValues {
    if (this.#constants.has(id)) return this.#eager.tensorDataSync(id);
    throw new TraceError(
      "a traced function read a tensor's values (data, dataSync, arraySync, print, …), but they exist only when the function " +
        "is called. Return the tensor and read it outside, or compute with tf.where() instead of branching on a value.",
    );
  }

  /** Forgets a tensor that was made in the trace, and releases any other. */
  delete(id: number): void {
    if (this.#made.delete(id)) {
      this.#outputs.delete(id);
      return;
    }
    if (this.#constants.delete(id)) this.#outputs.delete(id);
    this.#eager.deleteTensor(id);
  }

  #addKnown(id: number): GraphOutput {
    if (this.#frozen !== undefined) return this.#frozen.add(id);
    if (this.#constants.has(id)) return this.#graph.constant(id);
    const { dtype, shape } = this.#eager.metadata(id);
    const placeholder = this.#graph.placeholder(dtype, shape);
    this.#outside.set(id, placeholder);
    return placeholder;
  }
}

function unknownShape(name: string): TraceError {
  return new TraceError(
    `${name}: its output's shape depends on values, which a traced function does not have. Compute it outside and pass it in.`,
  );
}
