/** What the best weights answered for an image. */
export interface ImageAnswer {
  /** The path or name of the image. */
  readonly file: string;
  /** The positions of its classes. */
  readonly truth: readonly number[];
  /** The likeliest classes with their probabilities, likeliest first. */
  readonly top: readonly (readonly [position: number, probability: number])[];
  /** The name of its small picture; absent where there is none. */
  readonly picture?: string | undefined;
  /** The name of a picture of where the model looked; absent where there is none. */
  readonly heat?: string | undefined;
}

/** Answers of about the same confidence. */
export interface CalibrationBin {
  /** The least confidence of the bin, 0 to 1. */
  readonly from: number;
  /** The greatest confidence of the bin, 0 to 1. */
  readonly to: number;
  /** The number of answers in the bin. */
  readonly answers: number;
  /** The mean confidence of the answers; null in an empty bin. */
  readonly confidence: number | null;
  /** The share of the answers that is right; null in an empty bin. */
  readonly accuracy: number | null;
}

/** The answer to "GET /api/runs/ID/answers". */
export interface RunAnswers {
  /** What the images are: "test images". */
  readonly what: string;
  /** The names of the classes, in the order of the model's outputs. */
  readonly classNames: readonly string[];
  /** The number of images that were answered, of which `images` may hold a part. */
  readonly count: number;
  /** The images, those with the highest loss first. */
  readonly images: readonly ImageAnswer[];
  /** How often answers of each confidence are right. */
  readonly calibration: readonly CalibrationBin[];
}

/** The answer to an image that was tried: "POST /api/runs/ID/try". */
export interface TriedImage {
  /** The likeliest classes, likeliest first. */
  readonly answers: readonly {
    /** The name of the class. */
    readonly class: string;
    /** The probability of the class, 0 to 1. */
    readonly probability: number;
  }[];
  /** Whether an image has any number of classes: probabilities are each by itself then. */
  readonly severalLabels: boolean;
  /** Milliseconds that the answer took, without the loading of the weights. */
  readonly ms: number;
  /** A picture of where the model looked for the first class, as a "data:" address; null where there is none. */
  readonly heat: string | null;
}
