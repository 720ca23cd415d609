/** A TensorFlow graph under construction: adds operations, and says what is known of their outputs. */
import type { CApi, GraphOutput } from "../native/c-api.ts";
import { dealInputs } from "../native/deal-inputs.ts";
import type { EagerBinding } from "../native/eager-binding.ts";
import { type OpAttribute, setAttribute } from "../native/op-attributes.ts";
import { inputDefinitions } from "../native/op-definition.ts";
import { checkStatus } from "../native/status.ts";
import { currentScope } from "./tracing-scope.ts";

/** An op to add to a graph: TensorFlow's name of it, its attributes, and the outputs that it takes. */
export interface GraphOp {
  readonly name: string;
  readonly attributes: readonly OpAttribute[];
  readonly sources: readonly GraphOutput[];
}

/** Builds a graph operation by operation; each is named by its scope, its op and a count. */
export class GraphBuilder {
  /** The graph (`TF_Graph`), which `dispose` deletes. */
  readonly graph: bigint;
  readonly #eager: EagerBinding;
  readonly #api: CApi;
  /** The scope of each operation that has one. */
  readonly #scopes = new Map<bigint, string>();
  #operations = 0;

  constructor(eager: EagerBinding) {
    this.#eager = eager;
    this.#api = eager.api;
    this.graph = eager.api.TF_NewGraph();
  }

  /** How many operations were added so far. */
  get operations(): number {
    return this.#operations;
  }

  /**
   * Adds an op, which runs after the operations `after`, and returns its operation.
   * @throws TensorFlowError when TensorFlow refuses it.
   */
  add({ name, attributes, sources }: GraphOp, after: readonly bigint[] = []): bigint {
    const api = this.#api;
    const { status } = this.#eager;
    const definitions = inputDefinitions(api, this.graph, name, status);
    const lengths = new Set(definitions.map(({ lengthAttribute }) => lengthAttribute));
    const inputs = dealInputs(name, definitions, attributes, sources);
    // What tfjs computes outside of every scope, such as sums of gradients, belongs where its input comes from.
    const scope = currentScope() || this.#firstScope(sources);
    const description = this.#describe(name, scope);
    for (const { isList, values } of inputs) {
      if (isList) api.TF_AddInputList(description, values, values.length);
      else for (const value of values) api.TF_AddInput(description, value);
    }
    for (const operation of after) api.TF_AddControlInput(description, operation);
    for (const attribute of attributes) {
      if (!lengths.has(attribute.name)) setAttribute(api, "TF_", description, attribute, status);
    }
    const operation = this.#finish(description, name);
    if (scope !== "") this.#scopes.set(operation, scope);
    return operation;
  }

  /** Adds an input of the graph. */
  placeholder(dtype: number, shape: readonly number[]): GraphOutput {
    const description = this.#describe("Placeholder");
    this.#api.TF_SetAttrType(description, "dtype", dtype);
    this.#api.TF_SetAttrShape(description, "shape", BigInt64Array.from(shape, BigInt), shape.length);
    return { oper: this.#finish(description, "Placeholder"), index: 0 };
  }

  /** Adds a constant: a copy of the values of the eager tensor `id`. */
  constant(id: number): GraphOutput {
    const api = this.#api;
    const { status } = this.#eager;
    const tensor = api.TFE_TensorHandleResolve(this.#eager.handle(id), status);
    checkStatus(api, status, "Const");
    const description = this.#describe("Const");
    api.TF_SetAttrTensor(description, "value", tensor, status);
    api.TF_DeleteTensor(tensor);
    api.TF_SetAttrType(description, "dtype", this.#eager.metadata(id).dtype);
    return { oper: this.#finish(description, "Const"), index: 0 };
  }

  /** Looks up TensorFlow's number for the dtype of an output. */
  dtypeOf(output: GraphOutput): number {
    return this.#api.TF_OperationOutputType(output);
  }

  /** Looks up the shape of an output of the op `name`; undefined where TensorFlow does not know it. */
  shapeOf(name: string, output: GraphOutput): number[] | undefined {
    const api = this.#api;
    const { status } = this.#eager;
    const rank = api.TF_GraphGetTensorNumDims(this.graph, output, status);
    checkStatus(api, status, name);
    if (rank < 0) return undefined;
    const dims = new BigInt64Array(Math.max(rank, 1));
    api.TF_GraphGetTensorShape(this.graph, output, dims, rank, status);
    checkStatus(api, status, name);
    const shape = Array.from(dims.subarray(0, rank), Number);
    return shape.every((size) => size >= 0) ? shape : undefined;
  }

  /** Deletes the graph. */
  dispose(): void {
    this.#api.TF_DeleteGraph(this.graph);
  }

  #firstScope(sources: readonly GraphOutput[]): string {
    if (this.#scopes.size === 0) return "";
    for (const { oper } of sources) {
      const scope = this.#scopes.get(oper);
      if (scope !== undefined) return scope;
    }
    return "";
  }

  #describe(name: string, scope = currentScope()): bigint {
    const prefix = scope === "" ? "" : `${scope}/`;
    return this.#api.TF_NewOperation(this.graph, name, `${prefix}${name.replace(/^_/, "")}_${this.#operations++}`);
  }

  #finish(description: bigint, name: string): bigint {
    const { status } = this.#eager;
    const operation = this.#api.TF_FinishOperation(description, status);
    checkStatus(this.#api, status, name);
    return operation;
  }
}
