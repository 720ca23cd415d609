/** What a learning-rate schedule is: a pure function of the step, so that a resumed run needs no schedule state. */

/** What a schedule sets for one training step. */
export interface StepSettings {
  /** The learning rate of the step. */
  readonly learningRate: number;
  /** The momentum (AdamW: beta1) of the step; absent where the schedule leaves it to the optimizer. */
  readonly momentum?: number;
}

/** A function from a training step, counted from 0, to the settings in force for it. */
export type Schedule = (step: number) => StepSettings;
