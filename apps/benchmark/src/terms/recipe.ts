/** How every side trains, so that all of them do the same work. */
export interface Recipe {
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  /** The decay of weights of two dimensions or more. */
  readonly weightDecay: number;
  /** Share of the label that is spread over all classes. */
  readonly smoothing: number;
}

/** The recipe of every side. */
export const recipe: Recipe = {
  learningRate: 0.01,
  momentum: 0.9,
  nesterov: true,
  weightDecay: 1e-4,
  smoothing: 0.1,
};
