/**
 * Records TensorFlow ops into a graph instead of running them: the same interface as EagerBinding, so tfjs's kernels,
 * its gradient tape and its optimizers all land in the graph unchanged.
 *
 * Tensors that exist outside become inputs of the graph the first time an op takes them; tensors that JavaScript makes
 * during the trace become constants.
 */
import type { Binding, TensorMetadata } from "../native/binding.ts";
import type { GraphOutput } from "../native/c-api.ts";
import type { TensorValues } from "../native/dtypes.ts";
import type { EagerBinding } from "../native/eager-binding.ts";
import { attributeKinds, type OpAttribute } from "../native/op-attributes.ts";
import { Bfloat16Recorder } from "./bfloat16-recorder.ts";
import { FrozenValues } from "./frozen-values.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { fusingRecorder, type OpRecorder, plainRecorder } from "./op-recorder.ts";
import { StoredVersions } from "./stored-versions.ts";
import { TraceTensors } from "./trace-tensors.ts";

/** How a trace records. */
export interface TraceSettings {
  /**
   * Takes what is outside of the function with the values it has now, and computes at once what depends on such only.
   */
  readonly freeze: boolean;
  /** Records convolutions, products and what is between them in bfloat16. Only where `freeze` is set. */
  readonly bfloat16: boolean;
  /** Makes one op of convolutions and what follows them. Only where `freeze` is set, and TensorFlow has oneDNN. */
  readonly fuse: boolean;
}

/** Deals the calls of tfjs's kernels to those that record: it knows who does what, and nothing of how. */
export class TraceBinding implements Binding {
  /** The stored variables that the function reads and changes. */
  readonly variables: StoredVersions;
  readonly #eager: EagerBinding;
  readonly #graph: GraphBuilder;
  readonly #tensors: TraceTensors;
  readonly #record: OpRecorder;
  readonly #frozen: FrozenValues | undefined;
  readonly #bfloat16: Bfloat16Recorder | undefined;

  constructor(eager: EagerBinding, { freeze, bfloat16, fuse }: TraceSettings) {
    const graph = new GraphBuilder(eager);
    const frozen = freeze ? new FrozenValues(eager, graph) : undefined;
    const tensors = new TraceTensors(eager, graph, frozen);
    const record = fuse && frozen !== undefined ? fusingRecorder(graph, frozen) : plainRecorder(graph);
    this.variables = new StoredVersions(graph, tensors, { freeze });
    this.#eager = eager;
    this.#graph = graph;
    this.#tensors = tensors;
    this.#record = record;
    this.#frozen = frozen;
    if (bfloat16 && frozen !== undefined) {
      this.#bfloat16 = new Bfloat16Recorder({ eager, graph, tensors, frozen, record, poolsMeans: fuse });
    }
  }

  /** The graph (`TF_Graph`) that the ops land in; `dispose` deletes it. */
  get graph(): bigint {
    return this.#graph.graph;
  }

  /** How many operations were recorded so far. */
  get operations(): number {
    return this.#graph.operations;
  }

  /** The outside tensors that the graph takes as inputs: their numbers, and the placeholder that stands for each. */
  get captures(): ReadonlyMap<number, GraphOutput> {
    return this.#tensors.captures;
  }

  /** How many tensors made in the trace nobody has disposed yet. */
  get liveSymbols(): number {
    return this.#tensors.live;
  }

  /** Makes a constant, and returns its number. */
  createTensor(shape: readonly number[], dtype: number, values: ArrayLike<unknown>): number {
    return this.#tensors.createConstant(shape, dtype, values);
  }

  /** Forgets a tensor that was made in the trace, and releases any other. */
  deleteTensor(id: number): void {
    this.#bfloat16?.delete(id);
    this.#tensors.delete(id);
  }

  /**
   * Copies a constant's values into JavaScript.
   * @throws TraceError for every other tensor: it has no values yet.
   */
  tensorDataSync(id: number): TensorValues {
    return this.#tensors.valuesOf(id);
  }

  /** Records an op, or computes it at once where a frozen function knows all of its inputs. */
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[] {
    const tensors = this.#tensors;
    if (this.#frozen !== undefined && inputs.length > 0 && inputs.every((id) => tensors.isKnown(id))) {
      return tensors.adoptConstants(this.#eager.executeOp(name, attributes, inputs, outputs));
    }
    const [first] = inputs;
    if (first !== undefined && name === "Cast" && isSameType(attributes)) return [this.#again(first)];
    const reduced = this.#bfloat16?.record(name, attributes, inputs, outputs);
    if (reduced !== undefined) return reduced;
    const operation = this.#record({ name, attributes, sources: inputs.map((id) => tensors.outputOf(id)) });
    return tensors.makeAll(name, operation, outputs);
  }

  /** Finds what stands in the graph for a tensor: made here, a constant, or an input for one from outside. */
  outputOf(id: number): GraphOutput {
    return this.#tensors.outputOf(id);
  }

  /** Makes a new input of the graph, as a tensor of the trace. */
  input(dtype: number, shape: readonly number[]): TensorMetadata {
    return this.#tensors.make(this.#graph.placeholder(dtype, shape), dtype, [...shape]);
  }

  /**
   * Puts an Identity op after `output`, which waits for the operations `after` too: a function's output must not be one
   * of its inputs.
   */
  identity(output: GraphOutput, after: readonly bigint[] = []): GraphOutput {
    const attributes = [{ name: "T", type: attributeKinds.TF_ATTR_TYPE, value: this.#graph.dtypeOf(output) }];
    return { oper: this.#graph.add({ name: "Identity", attributes, sources: [output] }, after), index: 0 };
  }

  /** Makes a tensor of the values of the tensor `id` that is computed only when the others were. */
  waitFor(id: number, others: readonly number[]): TensorMetadata {
    if (this.#frozen !== undefined && this.#tensors.isKnown(id)) {
      const same = this.#frozen.sameValues(id);
      this.#tensors.adoptConstants([same]);
      return same;
    }
    const after = others.map((other) => this.outputOf(other).oper);
    return this.#tensors.makeOf("Identity", this.identity(this.outputOf(id), after));
  }

  /** Deletes the graph, and the tensors that a frozen function has to itself. */
  dispose(): void {
    this.#frozen?.dispose();
    this.#graph.dispose();
  }

  /**
   * Makes the tensor `id` again under another number. tfjs's gradients cast what has the dtype already; as an op, mixed
   * precision takes that cast for a way from float32 to bfloat16, and makes and keeps a second bfloat16 copy by way of
   * float32.
   */
  #again(id: number): TensorMetadata {
    const again = this.#tensors.makeOf("Cast", this.outputOf(id));
    this.#bfloat16?.copy(id, again.id);
    return again;
  }
}

/** Whether a cast's attributes say that it changes nothing. */
function isSameType(attributes: readonly OpAttribute[]): boolean {
  const type = (wanted: string) => attributes.find(({ name }) => name === wanted)?.value;
  return type("SrcT") === type("DstT");
}
