/** How every side trains, so that all of them do the same work. */
export interface Recipe {
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  /** Of weights of two dimensions or more. */
  readonly weightDecay: number;
  /** Share of the label that is spread over all classes. */
  readonly smoothing: number;
}

export const recipe: Recipe = {
  learningRate: 0.01,
  momentum: 0.9,
  nesterov: true,
  weightDecay: 1e-4,
  smoothing: 0.1,
};
