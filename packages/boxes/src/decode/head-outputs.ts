import { BoxError } from "../errors.ts";

/** What an FCOS head says of one image, location by location. */
export interface HeadOutputs {
  /** Logits of the classes, [locations, classes] row by row. */
  readonly classLogits: Float32Array;
  /** Distances to the left, top, right and bottom side in strides of the level, [locations, 4] row by row. */
  readonly ltrb: Float32Array;
  /** Logits of the centre-ness, [locations]. */
  readonly centernessLogits: Float32Array;
}

/**
 * Takes the answers of one image apart, which a detector gives as rows of logits, distances and centre-ness:
 * [locations, classes + 5] row by row.
 * @throws BoxError when the answers are no whole number of such rows.
 */
export function splitAnswers(answers: Float32Array, classes: number): HeadOutputs {
  const width = classes + 5;
  const locations = answers.length / width;
  if (!Number.isInteger(locations)) {
    throw new BoxError(
      `splitAnswers: expected rows of ${classes} classes and 5 values, got ${answers.length} values. Pass the answers of one image, and the number of classes of its detector.`,
    );
  }
  const columns = (from: number, count: number) =>
    Float32Array.from({ length: locations * count }, (_, at) => {
      return answers[Math.floor(at / count) * width + from + (at % count)] ?? 0;
    });
  return { classLogits: columns(0, classes), ltrb: columns(classes, 4), centernessLogits: columns(classes + 4, 1) };
}

/**
 * Checks that outputs belong to this many locations, and returns the number of classes.
 * @throws BoxError when a length does not fit or a value is NaN.
 */
export function checkHeadOutputs({ classLogits, ltrb, centernessLogits }: HeadOutputs, locations: number): number {
  const classes = classLogits.length / locations;
  if (!Number.isInteger(classes) || classes === 0 || ltrb.length !== 4 * locations) {
    throw new BoxError(
      `decodeDetections: expected class logits [${locations}, classes] and distances [${locations}, 4], got ${classLogits.length} and ${ltrb.length} values. Pass the outputs of one image and its own pyramid.`,
    );
  }
  if (centernessLogits.length !== locations) {
    throw new BoxError(
      `decodeDetections: expected centre-ness [${locations}], got ${centernessLogits.length} values. Pass the outputs of one image.`,
    );
  }
  for (const [name, values] of Object.entries({ classLogits, ltrb, centernessLogits })) {
    if (!values.some(Number.isNaN)) continue;
    throw new BoxError(
      `decodeDetections: expected numbers, got NaN among ${name}. Take weights that have not diverged.`,
    );
  }
  return classes;
}
