/** Copies a recorded graph for a session, which has variables of its own instead of the context's. */
import type { CApi, GraphOutput } from "../../native/c-api.ts";
import { checkStatus } from "../../native/status.ts";

/** A recorded graph and its ends. */
export interface MeasurableGraph {
  readonly graph: bigint;
  readonly inputs: readonly GraphOutput[];
  readonly outputs: readonly GraphOutput[];
  /** The stored variables that the graph reads, and may change. */
  readonly stored: readonly StoredInput[];
  /** The operations that run although no output needs them. */
  readonly targets: readonly bigint[];
  /** The function's settings, a serialized `ConfigProto`. */
  readonly config: Uint8Array;
}

/** A stored variable: what stands for its handle in the graph, its dtype and its shape. */
export interface StoredInput {
  readonly handle: GraphOutput;
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** A variable of the session: its handle, the placeholder and the op that assign it, and what reads it. */
interface SessionVariable {
  readonly handle: GraphOutput;
  readonly value: GraphOutput;
  readonly assign: bigint;
  readonly read: GraphOutput;
}

/** The copied graph, with the ends that correspond to the recorded ones. */
export class SessionGraph {
  readonly graph: bigint;
  readonly inputs: readonly GraphOutput[];
  readonly outputs: readonly GraphOutput[];
  readonly targets: readonly bigint[];
  /** The session's variables, in the order of the recorded graph's `stored`. */
  readonly variables: readonly SessionVariable[];
  readonly #api: CApi;

  /**
   * Copies the recorded graph.
   * @throws TensorFlowError when TensorFlow does not take it.
   */
  constructor(api: CApi, recorded: MeasurableGraph) {
    this.#api = api;
    this.graph = api.TF_NewGraph();
    const { graph } = this;
    try {
      this.variables = recorded.stored.map((stored, index) => addVariable(api, graph, stored, `stored_${index}`));
      const handles = recorded.stored.map(({ handle }, index) => ({ from: handle, to: this.variables[index]?.handle }));
      copyGraph(api, recorded.graph, graph, handles);
      const copyOf = (operation: bigint) => api.TF_GraphOperationByName(graph, api.TF_OperationName(operation));
      this.inputs = recorded.inputs.map(({ oper, index }) => ({ oper: copyOf(oper), index }));
      this.outputs = recorded.outputs.map(({ oper, index }) => ({ oper: copyOf(oper), index }));
      this.targets = recorded.targets.map(copyOf);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Deletes the copy. */
  dispose(): void {
    this.#api.TF_DeleteGraph(this.graph);
  }
}

interface Mapping {
  readonly from: GraphOutput;
  readonly to: GraphOutput | undefined;
}

/** Copies all of the graph `from` into `to`; in the copy each mapped output is replaced by the other one. */
function copyGraph(api: CApi, from: bigint, to: bigint, mappings: readonly Mapping[]): void {
  const status = api.TF_NewStatus();
  const definition = api.TF_NewBuffer();
  const options = api.TF_NewImportGraphDefOptions();
  try {
    api.TF_GraphToGraphDef(from, definition, status);
    checkStatus(api, status, "profileOps");
    for (const { from: source, to: target } of mappings) {
      if (target === undefined) continue;
      const name = api.TF_OperationName(source.oper);
      api.TF_ImportGraphDefOptionsAddInputMapping(options, name, source.index, target);
    }
    api.TF_GraphImportGraphDef(to, definition, options, status);
    checkStatus(api, status, "profileOps");
  } finally {
    api.TF_DeleteImportGraphDefOptions(options);
    api.TF_DeleteBuffer(definition);
    api.TF_DeleteStatus(status);
  }
}

function addVariable(api: CApi, graph: bigint, { dtype, shape }: StoredInput, name: string): SessionVariable {
  const status = api.TF_NewStatus();
  const add = (type: string, part: string, describe: (description: bigint) => void): GraphOutput => {
    const description = api.TF_NewOperation(graph, type, `${name}_${part}`);
    describe(description);
    const oper = api.TF_FinishOperation(description, status);
    checkStatus(api, status, "profileOps");
    return { oper, index: 0 };
  };
  const typed = (description: bigint) => api.TF_SetAttrType(description, "dtype", dtype);
  const shaped = (description: bigint) => {
    typed(description);
    api.TF_SetAttrShape(description, "shape", BigInt64Array.from(shape, BigInt), shape.length);
  };
  // An update of memory that somebody else refers to would copy it first, and be measured with that.
  const copied = (source: GraphOutput, part: string) =>
    add("DeepCopy", part, (description) => {
      api.TF_AddInput(description, source);
      api.TF_SetAttrType(description, "T", dtype);
    });
  try {
    const sharedName = Buffer.from(name);
    const handle = add("VarHandleOp", "handle", (description) => {
      api.TF_SetAttrString(description, "shared_name", sharedName, sharedName.length);
      shaped(description);
    });
    const value = add("Placeholder", "value", shaped);
    const own = copied(value, "own");
    const assign = add("AssignVariableOp", "assign", (description) => {
      api.TF_AddInput(description, handle);
      api.TF_AddInput(description, own);
      typed(description);
    });
    const present = add("ReadVariableOp", "present", (description) => {
      api.TF_AddInput(description, handle);
      typed(description);
    });
    return { handle, value, assign: assign.oper, read: copied(present, "read") };
  } finally {
    api.TF_DeleteStatus(status);
  }
}
