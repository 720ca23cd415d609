/** What was measured in an epoch, by the names of metrics.jsonl. */
export interface EpochFigures {
  /** Counted from 1. */
  readonly epoch: number;
  /** Steps since the start of the run. */
  readonly step: number;
  /** Seconds of training so far. */
  readonly seconds: number;
  /** Everything that was measured, such as "valAccuracy". */
  readonly values: Readonly<Record<string, number>>;
}

/** A class in a table of scores; figures that are not defined are left out. */
export interface ClassFigures {
  /** The name of the class. */
  readonly name: string;
  /** The figures by name, such as "images" and "precision". */
  readonly values: Readonly<Record<string, number>>;
}

/** The last evaluation of a run. */
export interface RunEvaluation {
  /** What the images are: "validation images". */
  readonly what: string;
  /** The epoch after which it was; null for the final one, of the best weights. */
  readonly epoch: number | null;
  /** The figures of the whole by name, as text. */
  readonly figures: readonly (readonly [name: string, value: string])[];
  /** The figures of each class, in the order of the model. */
  readonly classes: readonly ClassFigures[];
  /** The counts, a row for each true class; null where there is none, or too many classes. */
  readonly confusionMatrix: readonly (readonly number[])[] | null;
}

/** The answer to "GET /api/runs/ID": everything of a run but steps and answers. */
export interface RunDetails {
  /** Commands of a shell by what they do, such as "resume". */
  readonly commands: readonly (readonly [what: string, command: string])[];
  /** The settings by their flags, as text. */
  readonly settings: Readonly<Record<string, string>>;
  /** What the run was made with. */
  readonly environment: Readonly<Record<string, string>>;
  /** The number of images in each part of the data. */
  readonly images: Readonly<Record<string, number>>;
  /** One entry for each epoch that is done. */
  readonly epochs: readonly EpochFigures[];
  /** The last evaluation; null where there is none. */
  readonly evaluation: RunEvaluation | null;
  /** Whether there are answers to single images. */
  readonly hasAnswers: boolean;
  /** Whether there is a report. */
  readonly hasReport: boolean;
  /** Whether images can be tried on the run: it has weights of a classifier. */
  readonly canTry: boolean;
  /** What is wrong with files of the run, as sentences. */
  readonly problems: readonly string[];
}

/** The answer to "GET /api/runs/ID/steps". */
export interface RunSteps {
  /** Names this writing of the file: with another one, rows from before don't go on. */
  readonly generation: string;
  /** The position of the first of `rows` among all rows. */
  readonly from: number;
  /** What each number of a row is. */
  readonly columns: readonly string[];
  /** The number of steps in each epoch. */
  readonly stepsPerEpoch: number;
  /** The rows; null stands where nothing was measured. */
  readonly rows: readonly (readonly (number | null)[])[];
}
