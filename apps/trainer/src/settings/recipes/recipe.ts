import type { TrainOptions } from "../train-options.ts";

/** One reproducible training as data: files and flags override it. */
export interface Recipe {
  /** One line on what it trains, on what. */
  readonly title: string;
  /** The settings, spelled as in code (`batchSize`); what is left out has its default. */
  readonly options: Readonly<Partial<TrainOptions>>;
}
