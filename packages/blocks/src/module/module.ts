/** What every module of a network is, and what it is told in a forward pass. */
import type { Tensor, Tensor4D, Variable } from "@tensorflow/tfjs-core";
import type { RandomGenerator } from "@tresnet/engine";
import type { BatchParts } from "@tresnet/tensor-ops";

/**
 * A part of a network. Its weights are its fields: `Weight`s, other modules, or arrays of modules.
 *
 * Field names are timm's names, so the path to a weight is its key in a checkpoint (see `weightsOf`).
 */
export interface Module {
  /** Maps float32 [n, h, w, c] to what the module is for; tensors made on the way belong to the surrounding `tidy`. */
  forward(x: Tensor4D, context: Context): Tensor;
}

/** What a forward pass is for, and what it may draw from and change. */
export interface Context {
  /** Whether this is training: batch statistics, dropout, drop path; inference has running statistics and no drops. */
  readonly training: boolean;
  /** The generator that dropout and drop path draw from; needed in training where a rate is above 0. */
  readonly random?: RandomGenerator;
  /** The weights that this training leaves alone: a batch norm whose scale is among them runs as in inference. */
  readonly frozen?: ReadonlySet<Variable>;
  /** In training on several processes: batch norm takes the statistics of all their batches together. */
  readonly parts?: BatchParts;
  /** Takes the new value of a variable that is no parameter: batch norm's running statistics. */
  update(variable: Variable, value: Tensor): void;
}

/** The context of inference: nothing is drawn, nothing changes. */
export const inference: Context = {
  training: false,
  update() {
    throw new Error("inference: a module tried to change its state. Only training contexts take updates.");
  },
};

/** Makes a context of training: running statistics are assigned as they come, eagerly and traced alike. */
export function trainingContext(random?: RandomGenerator): Context {
  const update = (variable: Variable, value: Tensor) => variable.assign(value);
  return random === undefined ? { training: true, update } : { training: true, random, update };
}

/**
 * Returns the context's random generator.
 * @throws Error naming `who`, when the context has none.
 */
export function randomOf(context: Context, who: string): RandomGenerator {
  if (context.random !== undefined) return context.random;
  throw new Error(
    `${who}: expected random numbers to draw from. Use trainingContext(new RandomGenerator(seed)), or give createTrainStep its random.`,
  );
}
