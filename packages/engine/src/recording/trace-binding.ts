/**
 * Records TensorFlow ops into a graph instead of running them: the same interface as EagerBinding, so tfjs's kernels,
 * its gradient tape and its optimizers all land in the graph unchanged.
 *
 * Tensors that exist outside become inputs of the graph the first time an op takes them; tensors that JavaScript makes
 * during the trace become constants.
 */

import { TraceError } from "../errors.ts";
import type { Binding, TensorMetadata } from "../native/binding.ts";
import type { CApi, GraphOutput } from "../native/c-api.ts";
import { dealInputs } from "../native/deal-inputs.ts";
import { dtypeNumbers, type TensorValues } from "../native/dtypes.ts";
import type { EagerBinding } from "../native/eager-binding.ts";
import { attr, attributeKinds, type OpAttribute, setAttribute, toOpAttributes } from "../native/op-attributes.ts";
import { inputDefinitions } from "../native/op-definition.ts";
import { checkStatus } from "../native/status.ts";
import { handleType, type StoredVariable } from "../variables/stored-variable.ts";
import { VariableVersion } from "../variables/variable-version.ts";
import { computesInBfloat16, isSmallProduct } from "./bfloat16-ops.ts";
import { FusedConvolutions } from "./fused-convolution.ts";
import { isMeanOfMaps, meanAsPool } from "./pooled-mean.ts";
import { currentScope } from "./tracing-scope.ts";

// Ops with an output that TensorFlow gives no static shape and that only the op's own gradient takes.
const opaqueOutputs = new Set(["FusedBatchNormV3"]);

/**
 * So many numbers or more that a frozen function has to itself are inputs of it, which are in memory once: TensorFlow
 * keeps a constant in the graph, in the function and where it runs.
 */
const referencedFrom = 1024;

const reshapeAttributes = toOpAttributes({ T: attr.type("float32"), Tshape: attr.type("int32") });

let nextSymbol = 1;

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

export class TraceBinding implements Binding {
  readonly graph: bigint;
  /**
   * Stored variables that the graph takes as inputs: the placeholders of their handles, and their values at the start.
   */
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
  /** What stands for tensors from outside of a frozen function. */
  readonly #frozen = new Map<number, GraphOutput>();
  /** Tensors that tfjs takes for float32 and that the graph has in bfloat16. */
  readonly #reduced = new Map<number, GraphOutput>();
  readonly #settings: TraceSettings;
  readonly #fused = new FusedConvolutions({
    sameShape: (a, b) => sameShape(this.#shapeOf("Add", a), this.#shapeOf("Add", b)),
    isFixed: ({ oper }) => this.#fixedOperations.has(oper),
  });
  /** Those whose values are the same at every call. */
  readonly #fixedOperations = new Set<bigint>();
  /** The scope of each operation that has one. */
  readonly #scopes = new Map<bigint, string>();
  #operations = 0;

  constructor(eager: EagerBinding, settings: TraceSettings = { freeze: false, bfloat16: false, fuse: false }) {
    this.#settings = settings;
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
    this.#reduced.delete(id);
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
    if (this.#settings.freeze && inputs.length > 0 && inputs.every((id) => this.#isKnown(id))) {
      const results = this.#eager.executeOp(name, attributes, inputs, outputs);
      for (const { id } of results) this.#constants.set(id, undefined);
      return results;
    }
    const [first] = inputs;
    if (first !== undefined && name === "Cast" && isSameType(attributes)) return [this.#again(first)];
    const isReduced = inputs.some((id) => this.#reduced.has(id));
    if (this.#settings.bfloat16 && computesInBfloat16(name, isReduced) && !this.#isSmall(name, attributes, inputs)) {
      return this.#executeReduced(name, attributes, inputs, outputs);
    }
    if (this.#settings.fuse && isReduced && name === "Mean") {
      const mean = this.#meanOfMaps(attributes, inputs);
      if (mean !== undefined) return [mean];
    }
    const operation = this.#record(
      name,
      attributes,
      inputs.map((id) => this.symbolOf(id)),
    );
    return Array.from({ length: outputs }, (_, index) => this.#metadata(name, { oper: operation, index }));
  }

  /**
   * The tensor `id` under another number. tfjs's gradients cast what has the dtype already; as an op, mixed precision
   * takes that cast for a way from float32 to bfloat16, and makes and keeps a second bfloat16 copy by way of float32.
   */
  #again(id: number): TensorMetadata {
    const symbol = this.symbolOf(id);
    const again = this.#metadata("Cast", symbol);
    const reduced = this.#reduced.get(id);
    if (reduced !== undefined) this.#reduced.set(again.id, reduced);
    return again;
  }

  /** The graph output behind a tensor's number: made here, a constant, or captured from outside. */
  symbolOf(id: number): GraphOutput {
    const known =
      this.#symbols.get(id) ??
      this.#frozen.get(id) ??
      this.#reads.get(id) ??
      this.#constants.get(id) ??
      this.captures.get(id);
    if (known !== undefined) return known;
    if (this.#constants.has(id)) {
      const constant = this.#fixed(id);
      this.#constants.set(id, constant);
      return constant;
    }
    if (this.#settings.freeze) {
      const fixed = this.#fixed(id);
      this.#frozen.set(id, fixed);
      return fixed;
    }
    const { dtype, shape } = this.#eager.metadata(id);
    const placeholder = this.#placeholder(dtype, shape);
    this.captures.set(id, placeholder);
    return placeholder;
  }

  /** The values that a stored variable has before any update. */
  startOf(variable: StoredVariable): VariableVersion {
    // A frozen function takes the values alone, and outlives the variable.
    return this.#settings.freeze ? this.#firstVersion(variable) : this.#input(variable).start;
  }

  /** The number of the tensor that an op gets which reads `version`. */
  readVersion(version: VariableVersion): number {
    if (this.#settings.freeze) return version.variable.readNow();
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

  /**
   * `output` behind an Identity op, which runs after the operations `after`: a function's output must not be one of its
   * inputs.
   */
  identity(output: GraphOutput, after: readonly bigint[] = []): GraphOutput {
    const dtype = this.#api.TF_OperationOutputType(output);
    const attributes = [{ name: "T", type: attributeKinds.TF_ATTR_TYPE, value: dtype }];
    return { oper: this.#addOperation("Identity", attributes, [output], after), index: 0 };
  }

  /** The tensor `id` again, which is there only when the others are. */
  waitFor(id: number, others: readonly number[]): TensorMetadata {
    if (this.#settings.freeze && this.#isKnown(id)) {
      const same = this.#sameValues(id);
      this.#constants.set(same.id, undefined);
      return same;
    }
    const after = others.map((other) => this.symbolOf(other).oper);
    return this.#metadata("Identity", this.identity(this.symbolOf(id), after));
  }

  dispose(): void {
    // All that a frozen function captures is its own.
    if (this.#settings.freeze) for (const id of this.captures.keys()) this.#eager.deleteTensor(id);
    this.#api.TF_DeleteGraph(this.graph);
  }

  /** Whether a tensor has values now: made in JavaScript, from outside, or computed from such. */
  #isKnown(id: number): boolean {
    return this.#constants.has(id) || (!this.#symbols.has(id) && this.#eager.has(id));
  }

  /** What stands in the graph for values that there are. */
  #fixed(id: number): GraphOutput {
    const { dtype, shape } = this.#eager.metadata(id);
    const isFloat = dtype === dtypeNumbers.float32 || dtype === dtypeNumbers.bfloat16;
    const numbers = shape.reduce((product, size) => product * size, 1);
    if (!this.#settings.freeze || !isFloat || numbers < referencedFrom) return this.#constant(id);
    const own = this.#sameValues(id);
    // Like a constant of the graph, it is no tensor to those who count them.
    this.#eager.lend(own.id);
    const placeholder = this.#placeholder(dtype, shape);
    this.captures.set(own.id, placeholder);
    this.#fixedOperations.add(placeholder.oper);
    return placeholder;
  }

  /** Another tensor of the values that a tensor has now, in the same memory. */
  #sameValues(id: number): TensorMetadata {
    const attributes = [{ name: "T", type: attributeKinds.TF_ATTR_TYPE, value: this.#eager.metadata(id).dtype }];
    const [same] = this.#eager.executeOp("Identity", attributes, [id], 1);
    if (same === undefined) throw new Error("TraceBinding: TensorFlow gave no identity.");
    return same;
  }

  #executeReduced(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[] {
    const { float32, bfloat16 } = dtypeNumbers;
    const types = attributes.map((attribute) =>
      attribute.type === attributeKinds.TF_ATTR_TYPE && attribute.value === float32
        ? { ...attribute, value: bfloat16 }
        : attribute,
    );
    const operation = this.#record(
      name,
      types,
      inputs.map((id) => this.#reducedSymbol(id)),
    );
    return Array.from({ length: outputs }, (_, index) => {
      const result = this.#metadata(name, { oper: operation, index });
      if (result.dtype !== bfloat16) return result;
      const reduced = this.symbolOf(result.id);
      this.#reduced.set(result.id, reduced);
      // Who does not compute in bfloat16 gets it back in float32.
      this.#symbols.set(result.id, this.#cast(reduced, bfloat16, float32));
      return { ...result, dtype: float32 };
    });
  }

  #isSmall(name: string, attributes: readonly OpAttribute[], [a, b]: readonly number[]): boolean {
    if (name !== "MatMul" || a === undefined || b === undefined) return false;
    // Of what has values already the graph is not asked: it would get a constant in float32 that nobody takes.
    const shape = (id: number) =>
      this.#isKnown(id) ? this.#eager.metadata(id).shape : this.#shapeOf(name, this.symbolOf(id));
    const [left = [], right = []] = [a, b].map(shape);
    return isSmallProduct(left, right, isSet(attributes, "transpose_b"));
  }

  /** The mean of whole maps, from maps in bfloat16; undefined for a mean over anything else. */
  #meanOfMaps(attributes: readonly OpAttribute[], [maps, axes]: readonly number[]): TensorMetadata | undefined {
    if (maps === undefined || axes === undefined || !this.#isKnown(axes)) return undefined;
    const shape = this.#shapeOf("Mean", this.symbolOf(maps)) ?? [];
    if (!isMeanOfMaps(shape.length, this.#eager.tensorDataSync(axes) as ArrayLike<number>)) return undefined;
    const [n = 0, height = 0, width = 0, channels = 0] = shape;
    const pool = meanAsPool(height, width);
    const [pooled] = this.#executeReduced(pool.name, pool.attributes, [maps], 1);
    if (pooled === undefined || isSet(attributes, "keep_dims")) return pooled;
    const flat = this.createTensor([2], dtypeNumbers.int32, [n, channels]);
    const [mean] = this.#executeReduced("Reshape", reshapeAttributes, [pooled.id, flat], 1);
    this.deleteTensor(flat);
    this.deleteTensor(pooled.id);
    return mean;
  }

  /** A tensor for an op in bfloat16; what is no float32 stays as it is. */
  #reducedSymbol(id: number): GraphOutput {
    const { float32, bfloat16 } = dtypeNumbers;
    const known = this.#reduced.get(id);
    if (known !== undefined) return known;
    if (this.#isKnown(id)) {
      if (this.#eager.metadata(id).dtype !== float32) return this.symbolOf(id);
      const [cast] = this.#eager.executeOp("Cast", castAttributes(float32, bfloat16), [id], 1);
      if (cast === undefined) throw new Error("TraceBinding: TensorFlow gave no bfloat16.");
      const constant = this.#fixed(cast.id);
      this.#eager.deleteTensor(cast.id);
      this.#reduced.set(id, constant);
      return constant;
    }
    const symbol = this.symbolOf(id);
    if (this.#api.TF_OperationOutputType(symbol) !== float32) return symbol;
    const reduced = this.#cast(symbol, float32, bfloat16);
    this.#reduced.set(id, reduced);
    return reduced;
  }

  #cast(output: GraphOutput, from: number, to: number): GraphOutput {
    return { oper: this.#addOperation("Cast", castAttributes(from, to), [output]), index: 0 };
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
    const operation = this.#finish(description, "Const");
    this.#fixedOperations.add(operation);
    return { oper: operation, index: 0 };
  }

  #input(variable: StoredVariable) {
    const known = this.stored.get(variable);
    if (known !== undefined) return known;
    const input = { handle: this.#placeholder(handleType, []), start: this.#firstVersion(variable) };
    this.stored.set(variable, input);
    return input;
  }

  #firstVersion(variable: StoredVariable): VariableVersion {
    return new VariableVersion((version) => this.readVersion(version), variable);
  }

  /** Records an op as it is, or together with the convolution before it. */
  #record(name: string, attributes: readonly OpAttribute[], sources: readonly GraphOutput[]): bigint {
    if (!this.#settings.fuse) return this.#addOperation(name, attributes, sources);
    const { op, remember } = this.#fused.fuse({ name, attributes, sources });
    const operation = this.#addOperation(op.name, op.attributes, op.sources);
    remember(operation);
    return operation;
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
    const inputs = dealInputs(name, definitions, attributes, sources);
    // What tfjs computes outside of every scope, such as sums of gradients, belongs where its input comes from.
    const scope = currentScope() || this.#firstScope(sources);
    const description = this.#newOperation(name, scope);
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
    return this.#api.TF_NewOperation(this.graph, name, `${prefix}${name.replace(/^_/, "")}_${this.#operations++}`);
  }

  #finish(description: bigint, name: string): bigint {
    const { status } = this.#eager;
    const operation = this.#api.TF_FinishOperation(description, status);
    checkStatus(this.#api, status, name);
    return operation;
  }

  #metadata(name: string, output: GraphOutput): TensorMetadata {
    const dtype = this.#api.TF_OperationOutputType(output);
    const shape = this.#shapeOf(name, output);
    if (shape !== undefined) return this.#adopt(output, dtype, shape);
    if (opaqueOutputs.has(name)) return this.#adopt(output, dtype, [0]);
    throw unknownShape(name);
  }

  /** The shape of an output of the op `name`; undefined where TensorFlow does not know it. */
  #shapeOf(name: string, output: GraphOutput): number[] | undefined {
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

  #adopt(output: GraphOutput, dtype: number, shape: number[]): TensorMetadata {
    const id = newSymbol();
    this.#symbols.set(id, output);
    return { id, shape, dtype };
  }
}

function sameShape(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  return a !== undefined && b !== undefined && a.join() === b.join();
}

/** Whether a cast's attributes say that it changes nothing. */
function isSameType(attributes: readonly OpAttribute[]): boolean {
  const type = (wanted: string) => attributes.find(({ name }) => name === wanted)?.value;
  return type("SrcT") === type("DstT");
}

function isSet(attributes: readonly OpAttribute[], name: string): boolean {
  return attributes.some((attribute) => attribute.name === name && attribute.value === true);
}

function castAttributes(from: number, to: number): OpAttribute[] {
  return [
    { name: "SrcT", type: attributeKinds.TF_ATTR_TYPE, value: from },
    { name: "DstT", type: attributeKinds.TF_ATTR_TYPE, value: to },
    { name: "Truncate", type: attributeKinds.TF_ATTR_BOOL, value: false },
  ];
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
