/** Where a run stands, in words. */
import { countOf } from "../text/count-of.ts";
import type { AccuracyProgress, AccuracyTrained } from "./sides/accuracy-messages.ts";
import type { AccuracySideName } from "./sides/accuracy-sides.ts";
import { durationText, secondsLeft, type Turn } from "./time-left.ts";

/** Where the words go. */
export interface ProgressOutput {
  /** A line that stays. */
  line(text: string): void;
  /** What is going on, until the next line. */
  show(text: string): void;
}

export interface ProgressOptions {
  readonly sides: readonly AccuracySideName[];
  /** Epochs of each seed. */
  readonly epochs: number;
  /** To be trained. */
  readonly seeds: number;
}

/** Whose turn it is. */
export interface Place {
  readonly side: AccuracySideName;
  readonly seed: number;
  /** From 1. */
  readonly epoch: number;
}

export class ProgressLog {
  readonly #output: ProgressOutput;
  readonly #epochs: number;
  readonly #remaining: Map<string, number>;
  readonly #turns: Turn[] = [];

  constructor(output: ProgressOutput, { sides, epochs, seeds }: ProgressOptions) {
    this.#output = output;
    this.#epochs = epochs;
    this.#remaining = new Map(sides.map((side) => [side, epochs * seeds]));
  }

  /** Says that a seed begins. */
  seed(seed: number): void {
    this.#output.line(`seed ${seed}: starting ${countOf(this.#remaining.size, "side")}`);
  }

  /** Shows steps of an epoch that is under way. */
  step(place: Place, { step, steps, loss }: Pick<AccuracyProgress, "step" | "steps" | "loss">): void {
    this.#output.show(`${this.#title(place)}: step ${step}/${steps}, loss ${loss.toFixed(3)}`);
  }

  /** Tells an epoch's result; `turnSeconds` are those of its training and its evaluation. */
  epoch(place: Place, { seconds, images, loss, accuracy }: Omit<AccuracyTrained, "kind">, turnSeconds: number): void {
    const { side } = place;
    this.#turns.push({ side, seconds: turnSeconds });
    this.#remaining.set(side, (this.#remaining.get(side) ?? 0) - 1);
    const left = secondsLeft(this.#turns, this.#remaining);
    this.#output.line(
      `${this.#title(place)}: ${seconds.toFixed(1)} s, ${(images / seconds).toFixed(0)} images/s, loss ${loss.toFixed(3)}, ` +
        `test accuracy ${(100 * accuracy).toFixed(2)} %; ${left === 0 ? "done" : `${durationText(left)} left`}`,
    );
  }

  #title({ side, seed, epoch }: Place): string {
    return `seed ${seed}, epoch ${epoch}/${this.#epochs}, ${side}`;
  }
}
