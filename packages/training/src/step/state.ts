/** Everything that a training changes as it goes, under the names it has in a checkpoint. */
import type * as tf from "@tensorflow/tfjs-core";

/** The variables that a checkpoint saves and restores, by name. */
export type State = ReadonlyMap<string, tf.Variable>;

/** The parts of a training that have state. */
export interface StateParts {
  /** Weights and running statistics. */
  readonly weights: State;
  /** The optimizer's state. */
  readonly slots: State;
  /** Gradients that wait for the next update. */
  readonly gradients?: State | undefined;
  readonly averages?: State | undefined;
  /** The state of the random generator. */
  readonly random?: tf.Variable | undefined;
  /** The number of steps taken. */
  readonly step: tf.Variable;
}

/**
 * The whole state: `model.<weight>`, `optimizer.<slot>`, `gradient.<weight>.sum`, `average.<weight>`, `random`, `step`.
 */
export function trainingState({ weights, slots, gradients, averages, random, step }: StateParts): State {
  return new Map([
    ...modelState(weights),
    ...prefixed("optimizer", slots),
    ...(gradients === undefined ? [] : prefixed("gradient", gradients)),
    ...(averages === undefined ? [] : prefixed("average", averages)),
    ...(random === undefined ? [] : [["random", random] as const]),
    ["step", step],
  ]);
}

/** Names weights as a training's checkpoint does, `model.<weight>`: load it partially to get the weights alone. */
export function modelState(weights: State): State {
  return prefixed("model", weights);
}

/**
 * Names weights as a training's checkpoint names their averages, `average.<weight>`: load it partially to get those
 * into a model.
 */
export function averageState(weights: State): State {
  return prefixed("average", weights);
}

function prefixed(prefix: string, variables: State): State {
  return new Map([...variables].map(([name, variable]) => [`${prefix}.${name}`, variable]));
}
