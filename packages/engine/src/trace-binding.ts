/**
 * Records TensorFlow ops into a graph instead of running them: the same interface as EagerBinding, so tfjs's kernels,
 * its gradient tape and its optimizers all land in the graph unchanged.
 *
 * Tensors that exist outside become inputs of the graph the first time an op takes them; tensors that JavaScript makes
 * during the trace become constants.
 */
import type { CApi, GraphOutput } from "./c-api.ts";
import type { TensorValues } from "./dtypes.ts";
import type { Binding, EagerBinding, TensorMetadata } from "./eager-binding.ts";
import { TraceError } from "./errors.ts";
import { attributeKinds, type OpAttribute, setAttribute } from "./op-attributes.ts";
import { inputDefinitions } from "./op-definition.ts";
import { checkStatus } from "./status.ts";
import { handleType, type StoredVariable } from "./stored-variable.ts";
import { currentScope } from "./tracing-scope.ts";
import { VariableVersion } from "./variable-version.ts";

// Ops with an output that TensorFlow gives no static shape and that only the op's own gradient takes.
const opaqueOutputs = new Set(["FusedBatchNormV3"]);

let nextSymbol = 1;

export class TraceBinding implements Binding {
  readonly graph: bigint;
  /** Stored variables that the graph takes as inputs: the placeholders of their handles, and their values at the start. */
  readonly stored = new Map<StoredVariable, { readonly handle: GraphOutput; readonly start: VariableVersion }>();
  /** The operations that change stored variables, in the order that they were recorded in. */
  readonly updates: bigint[] = [];
  /** Outside tensors that the graph takes as inputs: their number, and the placeholder that stands for them. */
  readonly captures = new Map<number, GraphOutput>();
  readonly #eager: EagerBinding;
  readonly #api: CApi;
  readonly #symbols = new Map<number, GraphOutput>();
  readonly #reads = new Map<number, GraphOutput>();
  readonly #constants = new Map<number, GraphOutput | undefined>();
  /** The scope of each operation that has one. */
  readonly #scopes = new Map<bigint, string>();
  #operations = 0;

  constructor(eager: EagerBinding) {
    this.#eager = eager;
    this.#api = eager.api;
    this.graph = eager.api.TF_NewGraph();
  }

  /** Operations recorded so far. */
  get operations(): number {
    return this.#operations;
  }

  /** Tensors made in the trace that nobody has disposed yet. */
  get liveSymbols(): number {
    return this.#symbols.size;
  }

  createTensor(shape: readonly number[], dtype: number, values: ArrayLike<unknown>): number {
    const id = this.#eager.createTensor(shape, dtype, values);
    this.#constants.set(id, undefined);
    return id;
  }

  deleteTensor(id: number): void {
    if (this.#symbols.delete(id)) return;
    this.#constants.delete(id);
    this.#eager.deleteTensor(id);
  }

  /** @throws TraceError unless the tensor is a constant: nothing else has a value yet. */
  tensorDataSync(id: number): TensorValues {
    if (this.#constants.has(id)) return this.#eager.tensorDataSync(id);
    throw new TraceError(
      "a traced function read a tensor's values (data, dataSync, arraySync, print, …), but they exist only when the function " +
        "is called. Return the tensor and read it outside, or compute with tf.where() instead of branching on a value.",
    );
  }

  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[] {
    const sources = inputs.map((id) => this.symbolOf(id));
    const operation = this.#addOperation(name, attributes, sources);
    return Array.from({ length: outputs }, (_, index) => this.#metadata(name, { oper: operation, index }));
  }

  /** The graph output behind a tensor's number: made here, a constant, or captured from outside. */
  symbolOf(id: number): GraphOutput {
    const known = this.#symbols.get(id) ?? this.#reads.get(id) ?? this.#constants.get(id) ?? this.captures.get(id);
    if (known !== undefined) return known;
    if (this.#constants.has(id)) {
      const constant = this.#constant(id);
      this.#constants.set(id, constant);
      return constant;
    }
    const { dtype, shape } = this.#eager.metadata(id);
    const placeholder = this.#placeholder(dtype, shape);
    this.captures.set(id, placeholder);
    return placeholder;
  }

  /** The values that a stored variable has before any update. */
  startOf(variable: StoredVariable): VariableVersion {
    return this.#input(variable).start;
  }

  /** The number of the tensor that an op gets which reads `version`. */
  readVersion(version: VariableVersion): number {
    if (version.read === undefined) {
      const { variable, madeBy } = version;
      const dtype = { name: "dtype", type: attributeKinds.TF_ATTR_TYPE, value: variable.dtype };
      const operation = this.#addOperation(
        "ReadVariableOp",
        [dtype],
        [this.#input(variable).handle],
        madeBy === undefined ? [] : [madeBy],
      );
      // A handle that comes as an input does not tell TensorFlow the shape behind it.
      const shaped = this.#addOperation(
        "EnsureShape",
        [
          { name: "T", type: attributeKinds.TF_ATTR_TYPE, value: variable.dtype },
          { name: "shape", type: attributeKinds.TF_ATTR_SHAPE, value: variable.shape },
        ],
        [{ oper: operation, index: 0 }],
      );
      const id = newSymbol();
      this.#reads.set(id, { oper: shaped, index: 0 });
      version.read = { id, operation };
    }
    return version.read.id;
  }

  /** Records an op that changes stored variables; it runs after everything that reads their present versions. */
  update(
    name: string,
    attributes: readonly OpAttribute[],
    versions: readonly VariableVersion[],
    inputs: readonly number[],
  ): VariableVersion[] {
    const handles = versions.map(({ variable }) => this.#input(variable).handle);
    const sources = [...handles, ...inputs.map((id) => this.symbolOf(id))];
    const before = versions.flatMap(({ madeBy, read }) => [madeBy, read?.operation]);
    const operation = this.#addOperation(
      name,
      attributes,
      sources,
      before.filter((other) => other !== undefined),
    );
    this.updates.push(operation);
    const read = (version: VariableVersion) => this.readVersion(version);
    return versions.map(({ variable }) => new VariableVersion(read, variable, operation));
  }

  /** A new input of the graph, as a tensor of the trace. */
  input(dtype: number, shape: readonly number[]): TensorMetadata {
    return this.#adopt(this.#placeholder(dtype, shape), dtype, [...shape]);
  }

  /** `output` behind an Identity op, which runs after the operations `after`: a function's output must not be one of its inputs. */
  identity(output: GraphOutput, after: readonly bigint[] = []): GraphOutput {
    const dtype = this.#api.TF_OperationOutputType(output);
    const attributes = [{ name: "T", type: attributeKinds.TF_ATTR_TYPE, value: dtype }];
    return { oper: this.#addOperation("Identity", attributes, [output], after), index: 0 };
  }

  /** The tensor `id` again, which is there only when the others are. */
  waitFor(id: number, others: readonly number[]): TensorMetadata {
    const after = others.map((other) => this.symbolOf(other).oper);
    return this.#metadata("Identity", this.identity(this.symbolOf(id), after));
  }

  dispose(): void {
    this.#api.TF_DeleteGraph(this.graph);
  }

  #placeholder(dtype: number, shape: readonly number[]): GraphOutput {
    const api = this.#api;
    const description = this.#newOperation("Placeholder");
    api.TF_SetAttrType(description, "dtype", dtype);
    api.TF_SetAttrShape(description, "shape", BigInt64Array.from(shape, BigInt), shape.length);
    return { oper: this.#finish(description, "Placeholder"), index: 0 };
  }

  #constant(id: number): GraphOutput {
    const api = this.#api;
    const { status } = this.#eager;
    const tensor = api.TFE_TensorHandleResolve(this.#eager.handle(id), status);
    checkStatus(api, status, "Const");
    const description = this.#newOperation("Const");
    api.TF_SetAttrTensor(description, "value", tensor, status);
    api.TF_DeleteTensor(tensor);
    api.TF_SetAttrType(description, "dtype", this.#eager.metadata(id).dtype);
    return { oper: this.#finish(description, "Const"), index: 0 };
  }

  #input(variable: StoredVariable) {
    const known = this.stored.get(variable);
    if (known !== undefined) return known;
    const start = new VariableVersion((version) => this.readVersion(version), variable);
    const input = { handle: this.#placeholder(handleType, []), start };
    this.stored.set(variable, input);
    return input;
  }

  #addOperation(
    name: string,
    attributes: readonly OpAttribute[],
    sources: readonly GraphOutput[],
    after: readonly bigint[] = [],
  ): bigint {
    const api = this.#api;
    const { status } = this.#eager;
    const definitions = inputDefinitions(api, this.graph, name, status);
    const lengths = new Set(definitions.map(({ lengthAttribute }) => lengthAttribute));
    // What tfjs computes outside of every scope, such as sums of gradients, belongs where its input comes from.
    const scope = currentScope() || this.#firstScope(sources);
    const description = this.#newOperation(name, scope);
    let at = 0;
    for (const { lengthAttribute } of definitions) {
      const source = sources[at];
      if (lengthAttribute === undefined) {
        if (source !== undefined) api.TF_AddInput(description, source);
        at++;
      } else {
        // A list takes what the other inputs leave over: no op that tfjs calls has two lists of different length.
        const length = sources.length - (definitions.length - 1);
        api.TF_AddInputList(description, sources.slice(at, at + length), length);
        at += length;
      }
    }
    for (const operation of after) api.TF_AddControlInput(description, operation);
    for (const attribute of attributes) {
      if (!lengths.has(attribute.name)) setAttribute(api, "TF_", description, attribute, status);
    }
    const operation = this.#finish(description, name);
    if (scope !== "") this.#scopes.set(operation, scope);
    return operation;
  }

  #firstScope(sources: readonly GraphOutput[]): string {
    if (this.#scopes.size === 0) return "";
    for (const { oper } of sources) {
      const scope = this.#scopes.get(oper);
      if (scope !== undefined) return scope;
    }
    return "";
  }

  #newOperation(name: string, scope = currentScope()): bigint {
    const prefix = scope === "" ? "" : `${scope}/`;
    return this.#api.TF_NewOperation(this.graph, name, `${prefix}${name}_${this.#operations++}`);
  }

  #finish(description: bigint, name: string): bigint {
    const { status } = this.#eager;
    const operation = this.#api.TF_FinishOperation(description, status);
    checkStatus(this.#api, status, name);
    return operation;
  }

  #metadata(name: string, output: GraphOutput): TensorMetadata {
    const api = this.#api;
    const { status } = this.#eager;
    const dtype = api.TF_OperationOutputType(output);
    const rank = api.TF_GraphGetTensorNumDims(this.graph, output, status);
    checkStatus(api, status, name);
    if (rank < 0) {
      if (opaqueOutputs.has(name)) return this.#adopt(output, dtype, [0]);
      throw unknownShape(name);
    }
    const dims = new BigInt64Array(Math.max(rank, 1));
    api.TF_GraphGetTensorShape(this.graph, output, dims, rank, status);
    checkStatus(api, status, name);
    const shape = Array.from(dims.subarray(0, rank), Number);
    if (shape.some((size) => size < 0)) throw unknownShape(name);
    return this.#adopt(output, dtype, shape);
  }

  #adopt(output: GraphOutput, dtype: number, shape: number[]): TensorMetadata {
    const id = newSymbol();
    this.#symbols.set(id, output);
    return { id, shape, dtype };
  }
}

function newSymbol(): number {
  nextSymbol += 2;
  return nextSymbol;
}

function unknownShape(name: string): TraceError {
  return new TraceError(
    `${name}: its output's shape depends on values, which a traced function does not have. Compute it outside and pass it in.`,
  );
}
