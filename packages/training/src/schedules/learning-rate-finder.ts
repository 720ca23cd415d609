/**
 * The learning-rate range test: train a little while the rate climbs, and see where the loss falls and where it
 * diverges.
 */
import { checkRange, excluded } from "../check.ts";

/** Settings of a `LearningRateFinder`. */
export interface LearningRateFinderOptions {
  /** Learning rate of the first step, above 0. @default 1e-7 */
  readonly startLearningRate?: number;
  /** Learning rate of the last step, above the first. @default 10 */
  readonly endLearningRate?: number;
  /** Steps of a test that nothing stops, at least 10. @default 100 */
  readonly steps?: number;
  /** The test ends where the smoothed loss is so many times its least, more than 1. @default 4 */
  readonly divergence?: number;
  /** Share of the smoothed loss that a step keeps, 0 to below 1; corrected for its start at nothing. @default 0.9 */
  readonly smoothing?: number;
}

/** One step of the test. */
export interface LearningRatePoint {
  /** The learning rate of the step. */
  readonly learningRate: number;
  /** The loss of the step's batch, before its update. */
  readonly loss: number;
  /** The running mean of the losses up to this step, corrected for its start at nothing. */
  readonly smoothedLoss: number;
}

/** The learning rates that a range test suggests to begin with. */
export interface SuggestedLearningRates {
  /** The middle of the longest fall of the loss, rises in between skipped: a highest rate for one-cycle. */
  readonly valley: number;
  /** The learning rate at which the loss falls fastest for a change of the rate's logarithm. */
  readonly steep: number;
}

/** The first tenth of a curve says little. */
const startShare = 0.1;
/** The last points of a curve that diverges are the divergence itself. */
const divergedPoints = 3;
/** A fall of less than this share of the loss is rounding or noise. */
const leastFall = 0.01;

/**
 * A learning-rate range test under way: ask for `learningRate`, take a training step with it, `record` its loss, until
 * `learningRate` is undefined. The test spoils the weights: make it on a copy, or load them again.
 * @see Smith 2017, https://arxiv.org/abs/1506.01186; the two suggestions are those of fastai's `lr_find`.
 */
export class LearningRateFinder {
  readonly #start: number;
  readonly #end: number;
  readonly #steps: number;
  readonly #divergence: number;
  readonly #smoothing: number;
  readonly #curve: LearningRatePoint[] = [];
  #average = 0;
  #least = Number.POSITIVE_INFINITY;
  #diverged = false;

  /** @throws RangeError when a setting is out of its range. */
  constructor(options: LearningRateFinderOptions = {}) {
    const { startLearningRate = 1e-7, endLearningRate = 10, steps = 100, divergence = 4, smoothing = 0.9 } = options;
    const who = "LearningRateFinder";
    checkRange(who, "startLearningRate", startLearningRate, excluded(0), excluded(Number.POSITIVE_INFINITY));
    checkRange(who, "endLearningRate", endLearningRate, excluded(0), excluded(Number.POSITIVE_INFINITY));
    if (endLearningRate <= startLearningRate) {
      throw new RangeError(
        `${who}: endLearningRate must be above startLearningRate, ${startLearningRate}, got ${endLearningRate}. Correct one of them.`,
      );
    }
    if (!Number.isInteger(steps) || steps < 10) {
      throw new RangeError(`${who}: steps must be a whole number of at least 10, got ${steps}. Correct this setting.`);
    }
    checkRange(who, "divergence", divergence, excluded(1), excluded(Number.POSITIVE_INFINITY));
    checkRange(who, "smoothing", smoothing, 0, excluded(1));
    this.#start = startLearningRate;
    this.#end = endLearningRate;
    this.#steps = steps;
    this.#divergence = divergence;
    this.#smoothing = smoothing;
  }

  /** The learning rate of the next step; undefined when the test is over. */
  get learningRate(): number | undefined {
    const step = this.#curve.length;
    if (this.#diverged || step === this.#steps) return undefined;
    return this.#start * (this.#end / this.#start) ** (step / (this.#steps - 1));
  }

  /** The steps taken so far; one whose loss was not finite is not among them. */
  get curve(): readonly LearningRatePoint[] {
    return this.#curve;
  }

  /** Whether the loss diverged before the highest rate. */
  get diverged(): boolean {
    return this.#diverged;
  }

  /**
   * Takes the loss of the step with `learningRate`; one that is not finite ends the test, as one far above the least
   * does.
   * @throws RangeError when the test is over.
   */
  record(loss: number): void {
    const { learningRate } = this;
    if (learningRate === undefined) {
      throw new RangeError(
        "LearningRateFinder.record: expected a test under way, but it is over. Look at learningRate first.",
      );
    }
    if (!Number.isFinite(loss)) {
      this.#diverged = true;
      return;
    }
    this.#average = this.#smoothing * this.#average + (1 - this.#smoothing) * loss;
    const smoothedLoss = this.#average / (1 - this.#smoothing ** (this.#curve.length + 1));
    this.#curve.push({ learningRate, loss, smoothedLoss });
    this.#least = Math.min(this.#least, smoothedLoss);
    this.#diverged = smoothedLoss > this.#divergence * this.#least;
  }

  /**
   * Suggests learning rates from the curve.
   * @throws RangeError when the loss fell by less than 1 %, or too few steps were taken to see it.
   */
  suggest(): SuggestedLearningRates {
    const skipped = Math.floor(this.#curve.length * startShare);
    const kept = this.#curve.slice(skipped, this.#diverged ? -divergedPoints : undefined);
    const losses = kept.map(({ smoothedLoss }) => smoothedLoss);
    const fall = longestFall(losses);
    const middle = kept[fall[Math.floor(fall.length / 2)] ?? -1];
    const steepest = kept[steepestFall(losses)];
    const [high = 0, low = 0] = [losses[fall[0] ?? -1], losses[fall.at(-1) ?? -1]];
    if (high - low < leastFall * high || middle === undefined || steepest === undefined) {
      throw new RangeError(
        `LearningRateFinder.suggest: expected a loss that falls, got none in ${this.#curve.length} steps from ${this.#start} to ${this.#curve.at(-1)?.learningRate ?? this.#start}. Begin at a lower rate, take more steps, or look at data and model.`,
      );
    }
    return { valley: middle.learningRate, steep: steepest.learningRate };
  }
}

/** The places of the longest strictly falling subsequence, in order. */
function longestFall(values: readonly number[]): number[] {
  const ends: { readonly length: number; readonly before: number }[] = [];
  let last = -1;
  for (const [place, value] of values.entries()) {
    let before = -1;
    for (let earlier = 0; earlier < place; earlier++) {
      if ((values[earlier] ?? value) > value && lengthAt(ends, earlier) > lengthAt(ends, before)) before = earlier;
    }
    ends.push({ length: lengthAt(ends, before) + 1, before });
    if (lengthAt(ends, place) > lengthAt(ends, last)) last = place;
  }
  const places: number[] = [];
  for (let place = last; place >= 0; place = ends[place]?.before ?? -1) places.unshift(place);
  return places;
}

function lengthAt(ends: readonly { readonly length: number }[], place: number): number {
  return ends[place]?.length ?? 0;
}

/** The place of the least central difference; the rates' logarithms are evenly spaced. -1 when nothing falls. */
function steepestFall(values: readonly number[]): number {
  let steepest = -1;
  let least = 0;
  for (let place = 1; place < values.length - 1; place++) {
    const slope = (values[place + 1] ?? 0) - (values[place - 1] ?? 0);
    if (slope < least) {
      least = slope;
      steepest = place;
    }
  }
  return steepest;
}
