/** Records ops of a frozen function in bfloat16 where that is worth it, and casts where it begins and ends. */
import type { TensorMetadata } from "../native/binding.ts";
import type { GraphOutput } from "../native/c-api.ts";
import { dtypeNumbers } from "../native/dtypes.ts";
import type { EagerBinding } from "../native/eager-binding.ts";
import { attr, attributeKinds, type OpAttribute, toOpAttributes } from "../native/op-attributes.ts";
import { computesInBfloat16, isSmallProduct } from "./bfloat16-ops.ts";
import type { FrozenValues } from "./frozen-values.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import type { OpRecorder } from "./op-recorder.ts";
import { isMeanOfMaps, meanAsPool } from "./pooled-mean.ts";
import type { TraceTensors } from "./trace-tensors.ts";

const { float32, bfloat16 } = dtypeNumbers;
const reshapeAttributes = toOpAttributes({ T: attr.type("float32"), Tshape: attr.type("int32") });

/** What the recording in bfloat16 works on. */
interface Parts {
  readonly eager: EagerBinding;
  readonly graph: GraphBuilder;
  readonly tensors: TraceTensors;
  readonly frozen: FrozenValues;
  readonly record: OpRecorder;
  /** Whether TensorFlow has oneDNN's average pool, which takes the means of whole maps in bfloat16. */
  readonly poolsMeans: boolean;
}

/** Knows which tensors, float32 to tfjs, the graph has in bfloat16, and records the ops that go on with them so. */
export class Bfloat16Recorder {
  readonly #parts: Parts;
  /** For tensors that are float32 to tfjs: the output that has them in bfloat16. */
  readonly #reduced = new Map<number, GraphOutput>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Records an op that computes in bfloat16, and returns its outputs; undefined for one to be recorded as it is. */
  record(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[] | undefined {
    const isReduced = inputs.some((id) => this.#reduced.has(id));
    if (computesInBfloat16(name, isReduced) && !this.#isSmall(name, attributes, inputs)) {
      return this.#record(name, attributes, inputs, outputs);
    }
    if (!this.#parts.poolsMeans || !isReduced || name !== "Mean") return undefined;
    const mean = this.#meanOfMaps(attributes, inputs);
    return mean && [mean];
  }

  /** Says that the tensor `copy` has the values of the tensor `id`, and so what it has in bfloat16. */
  copy(id: number, copy: number): void {
    const reduced = this.#reduced.get(id);
    if (reduced !== undefined) this.#reduced.set(copy, reduced);
  }

  /** Forgets a tensor that was disposed. */
  delete(id: number): void {
    this.#reduced.delete(id);
  }

  #record(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[] {
    const { tensors, record } = this.#parts;
    const types = attributes.map((attribute) =>
      attribute.type === attributeKinds.TF_ATTR_TYPE && attribute.value === float32
        ? { ...attribute, value: bfloat16 }
        : attribute,
    );
    const operation = record({ name, attributes: types, sources: inputs.map((id) => this.#reducedOutput(id)) });
    return Array.from({ length: outputs }, (_, index) => {
      const reduced = { oper: operation, index };
      const result = tensors.makeOf(name, reduced);
      if (result.dtype !== bfloat16) return result;
      this.#reduced.set(result.id, reduced);
      // Who does not compute in bfloat16 gets it back in float32.
      tensors.replace(result.id, this.#cast(reduced, bfloat16, float32));
      return { ...result, dtype: float32 };
    });
  }

  #isSmall(name: string, attributes: readonly OpAttribute[], [a, b]: readonly number[]): boolean {
    if (name !== "MatMul" || a === undefined || b === undefined) return false;
    const [left = [], right = []] = [a, b].map((id) => this.#parts.tensors.shapeOf(name, id));
    return isSmallProduct(left, right, isSet(attributes, "transpose_b"));
  }

  /** Records the mean of whole maps as a pool, from maps in bfloat16; undefined for a mean over anything else. */
  #meanOfMaps(attributes: readonly OpAttribute[], [maps, axes]: readonly number[]): TensorMetadata | undefined {
    const { eager, tensors } = this.#parts;
    if (maps === undefined || axes === undefined || !tensors.isKnown(axes)) return undefined;
    const shape = tensors.shapeOf("Mean", maps) ?? [];
    if (!isMeanOfMaps(shape.length, eager.tensorDataSync(axes) as ArrayLike<number>)) return undefined;
    const [n = 0, height = 0, width = 0, channels = 0] = shape;
    const pool = meanAsPool(height, width);
    const [pooled] = this.#record(pool.name, pool.attributes, [maps], 1);
    if (pooled === undefined || isSet(attributes, "keep_dims")) return pooled;
    const flat = tensors.createConstant([2], dtypeNumbers.int32, [n, channels]);
    const [mean] = this.#record("Reshape", reshapeAttributes, [pooled.id, flat], 1);
    tensors.delete(flat);
    tensors.delete(pooled.id);
    this.delete(flat);
    this.delete(pooled.id);
    return mean;
  }

  /** Finds what an op in bfloat16 takes for a tensor; what is no float32 stays as it is. */
  #reducedOutput(id: number): GraphOutput {
    const { graph, tensors } = this.#parts;
    const known = this.#reduced.get(id);
    if (known !== undefined) return known;
    if (tensors.isKnown(id)) return this.#reducedConstant(id);
    const output = tensors.outputOf(id);
    if (graph.dtypeOf(output) !== float32) return output;
    const reduced = this.#cast(output, float32, bfloat16);
    this.#reduced.set(id, reduced);
    return reduced;
  }

  #reducedConstant(id: number): GraphOutput {
    const { eager, frozen, tensors } = this.#parts;
    if (eager.metadata(id).dtype !== float32) return tensors.outputOf(id);
    const [cast] = eager.executeOp("Cast", castAttributes(float32, bfloat16), [id], 1);
    if (cast === undefined) throw new Error("Bfloat16Recorder: TensorFlow gave no bfloat16.");
    const constant = frozen.add(cast.id);
    eager.deleteTensor(cast.id);
    this.#reduced.set(id, constant);
    return constant;
  }

  #cast(output: GraphOutput, from: number, to: number): GraphOutput {
    const operation = this.#parts.graph.add({
      name: "Cast",
      attributes: castAttributes(from, to),
      sources: [output],
    });
    return { oper: operation, index: 0 };
  }
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
