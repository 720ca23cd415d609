/** What a learning-rate schedule is: a pure function of the step, so that a resumed run needs no schedule state. */

/** What one training step runs with. */
export interface StepSettings {
  readonly learningRate: number;
  /** Present when the schedule cycles it; takes the place of the optimizer's own momentum (AdamW: beta1). */
  readonly momentum?: number;
}

/** Maps a training step, counted from 0, to the settings in force for it. */
export type Schedule = (step: number) => StepSettings;
