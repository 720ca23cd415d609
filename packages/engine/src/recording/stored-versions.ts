/** Stored variables in a trace: handles that the graph takes as inputs, ops that read them and ops that change them. */
import type { GraphOutput } from "../native/c-api.ts";
import { attributeKinds, type OpAttribute } from "../native/op-attributes.ts";
import { handleType, type StoredVariable } from "../variables/stored-variable.ts";
import { VariableVersion } from "../variables/variable-version.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import type { TraceTensors } from "./trace-tensors.ts";

/** A stored variable as an input of the graph: what stands for its handle, and its values before any update. */
interface StoredInput {
  readonly handle: GraphOutput;
  readonly start: VariableVersion;
}

/** Keeps the reads and updates of stored variables in the order that the function made them in. */
export class StoredVersions {
  /** The stored variables that the graph takes as inputs. */
  readonly inputs = new Map<StoredVariable, StoredInput>();
  /** The operations that change stored variables, in the order that they were recorded in. */
  readonly updates: bigint[] = [];
  readonly #graph: GraphBuilder;
  readonly #tensors: TraceTensors;
  readonly #freeze: boolean;

  constructor(graph: GraphBuilder, tensors: TraceTensors, { freeze }: { readonly freeze: boolean }) {
    this.#graph = graph;
    this.#tensors = tensors;
    this.#freeze = freeze;
  }

  /** Finds the values that a stored variable has before any update. */
  startOf(variable: StoredVariable): VariableVersion {
    // A frozen function takes the values alone, and outlives the variable.
    return this.#freeze ? this.#firstVersion(variable) : this.#input(variable).start;
  }

  /** Records the reading of `version` once, and returns the number of the tensor that ops take for it. */
  read(version: VariableVersion): number {
    if (this.#freeze) return version.variable.readNow();
    version.read ??= this.#recordRead(version);
    return version.read.id;
  }

  /**
   * Records an op that changes stored variables, and returns their versions after it. It runs after everything that
   * reads the versions before.
   */
  update(
    name: string,
    attributes: readonly OpAttribute[],
    versions: readonly VariableVersion[],
    inputs: readonly number[],
  ): VariableVersion[] {
    const handles = versions.map(({ variable }) => this.#input(variable).handle);
    const sources = [...handles, ...inputs.map((id) => this.#tensors.outputOf(id))];
    const before = versions.flatMap(({ madeBy, read }) => [madeBy, read?.operation]);
    const operation = this.#graph.add(
      { name, attributes, sources },
      before.filter((other) => other !== undefined),
    );
    this.updates.push(operation);
    return versions.map(({ variable }) => this.#version(variable, operation));
  }

  #recordRead({ variable, madeBy }: VariableVersion) {
    const { dtype, shape } = variable;
    const operation = this.#graph.add(
      {
        name: "ReadVariableOp",
        attributes: [{ name: "dtype", type: attributeKinds.TF_ATTR_TYPE, value: dtype }],
        sources: [this.#input(variable).handle],
      },
      madeBy === undefined ? [] : [madeBy],
    );
    // A handle that comes as an input does not tell TensorFlow the shape of what it stands for.
    const shaped = this.#graph.add({
      name: "EnsureShape",
      attributes: [
        { name: "T", type: attributeKinds.TF_ATTR_TYPE, value: dtype },
        { name: "shape", type: attributeKinds.TF_ATTR_SHAPE, value: shape },
      ],
      sources: [{ oper: operation, index: 0 }],
    });
    return { id: this.#tensors.name({ oper: shaped, index: 0 }), operation };
  }

  #input(variable: StoredVariable): StoredInput {
    const known = this.inputs.get(variable);
    if (known !== undefined) return known;
    const input = { handle: this.#graph.placeholder(handleType, []), start: this.#firstVersion(variable) };
    this.inputs.set(variable, input);
    return input;
  }

  #firstVersion(variable: StoredVariable): VariableVersion {
    return this.#version(variable, undefined);
  }

  #version(variable: StoredVariable, madeBy: bigint | undefined): VariableVersion {
    return new VariableVersion((version) => this.read(version), variable, madeBy);
  }
}
