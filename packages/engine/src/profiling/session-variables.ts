/** Stored variables in a session: it has none of the context's, so their values are copied there and back. */
import type { CApi, GraphOutput } from "../c-api.ts";
import { checkStatus } from "../status.ts";

/** What a variable needs in a graph. */
export interface VariableSpec {
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** One variable of a session: its handle, the placeholder that it is assigned from, and what reads it. */
interface SessionVariable {
  readonly handle: GraphOutput;
  readonly value: GraphOutput;
  readonly assign: bigint;
  readonly read: GraphOutput;
}

/** Runs a session: feeds `inputs` with `values` and gives new tensors of `outputs`, which are the caller's. */
export type RunSession = (
  inputs: readonly GraphOutput[],
  values: readonly bigint[],
  outputs: readonly GraphOutput[],
  targets: readonly bigint[],
) => Promise<bigint[]>;

// A graph may be measured in several profiles; its nodes stay.
let count = 0;

export class SessionVariables {
  readonly #variables: readonly SessionVariable[];
  readonly #run: RunSession;

  /** Adds the variables' operations to the graph, which has run in no session yet that `run` belongs to. */
  constructor(api: CApi, graph: bigint, specs: readonly VariableSpec[], run: RunSession) {
    this.#run = run;
    const status = api.TF_NewStatus();
    try {
      this.#variables = specs.map((spec) => addVariable(api, graph, spec, `measured_${count++}`, status));
    } finally {
      api.TF_DeleteStatus(status);
    }
  }

  /** The handles as tensors, which ops of the session take. */
  handles(): Promise<bigint[]> {
    const ends = this.#variables.map(({ handle }) => handle);
    return ends.length === 0 ? Promise.resolve([]) : this.#run([], [], ends, []);
  }

  /** Gives every variable the value of its tensor. */
  async assign(values: readonly bigint[]): Promise<void> {
    if (values.length === 0) return;
    const [inputs, targets] = [this.#variables.map(({ value }) => value), this.#variables.map(({ assign }) => assign)];
    await this.#run(inputs, values, [], targets);
  }

  /** The values of all variables as new tensors. */
  read(): Promise<bigint[]> {
    const ends = this.#variables.map(({ read }) => read);
    return ends.length === 0 ? Promise.resolve([]) : this.#run([], [], ends, []);
  }
}

function addVariable(api: CApi, graph: bigint, spec: VariableSpec, name: string, status: bigint): SessionVariable {
  const { dtype, shape } = spec;
  const add = (type: string, part: string, describe: (description: bigint) => void): bigint => {
    const description = api.TF_NewOperation(graph, type, `${name}_${part}`);
    describe(description);
    const operation = api.TF_FinishOperation(description, status);
    checkStatus(api, status, "profileOps");
    return operation;
  };
  const setShape = (description: bigint) =>
    api.TF_SetAttrShape(description, "shape", BigInt64Array.from(shape, BigInt), shape.length);
  const own = Buffer.from(name);
  const variable = add("VarHandleOp", "handle", (description) => {
    api.TF_SetAttrString(description, "shared_name", own, own.length);
    api.TF_SetAttrType(description, "dtype", dtype);
    setShape(description);
  });
  const handle = { oper: variable, index: 0 };
  const placeholder = add("Placeholder", "value", (description) => {
    api.TF_SetAttrType(description, "dtype", dtype);
    setShape(description);
  });
  const value = { oper: placeholder, index: 0 };
  const assign = add("AssignVariableOp", "assign", (description) => {
    api.TF_AddInput(description, handle);
    api.TF_AddInput(description, value);
    api.TF_SetAttrType(description, "dtype", dtype);
  });
  const reading = add("ReadVariableOp", "read", (description) => {
    api.TF_AddInput(description, handle);
    api.TF_SetAttrType(description, "dtype", dtype);
  });
  return { handle, value, assign, read: { oper: reading, index: 0 } };
}
