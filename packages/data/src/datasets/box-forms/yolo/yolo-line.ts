/** One line of a YOLO label file. */
import { DataError } from "../../../errors.ts";
import { shownText } from "../../../shown-text.ts";

/** A box as shares of the image's sides. */
export interface YoloBox {
  /** The number of its class. */
  readonly label: number;
  /** [x1, y1, x2, y2] as shares of width and height. */
  readonly box: readonly [number, number, number, number];
  /** Whether the line had a polygon, around which the box is. */
  readonly isPolygon: boolean;
}

/** Where a line stands. */
export interface YoloPlace {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** How many numbers of keypoints follow a box; 0 for boxes and polygons. */
  readonly keypointNumbers: number;
}

/** A share that is larger is no rounding: the numbers are pixels. */
const mostShare = 2;

/**
 * Parses "class x y width height", the middle and the size as shares of the image's sides, or "class x1 y1 x2 y2 x3 y3
 * …", a polygon of at least three corners, whose box it becomes. Undefined for an empty line.
 * @throws DataError that names file and line.
 */
export function parseYoloLine(text: string, place: YoloPlace): YoloBox | undefined {
  const cells = text.trim().split(/\s+/);
  if (cells.length === 1 && cells[0] === "") return undefined;
  const [label = Number.NaN, ...numbers] = cells.map(Number);
  if (!Number.isInteger(label) || label < 0) throw problem(place, "a class number from 0 first", text);
  if (!numbers.every(Number.isFinite)) throw problem(place, "numbers alone", text);
  const sides = place.keypointNumbers > 0 ? numbers.slice(0, 4) : numbers;
  const isWhole = place.keypointNumbers > 0 ? numbers.length === 4 + place.keypointNumbers : true;
  if (numbers.length === 5 && place.keypointNumbers === 0)
    throw problem(
      place,
      "4 numbers of a box or at least 6 of a polygon",
      text,
      " Files with a sixth column of scores are answers of a model, not labels.",
    );
  if (!isWhole || sides.length < 4 || sides.length % 2 !== 0)
    throw problem(place, "4 numbers of a box or at least 6 of a polygon", text);
  const isPolygon = sides.length > 4;
  if (sides.some((value) => Math.abs(value) > mostShare))
    throw problem(
      place,
      "shares of the image's sides, 0 to 1",
      text,
      " They look like pixels: divide them by width and height.",
    );
  return { label, box: isPolygon ? around(sides) : fromMiddle(sides), isPolygon };
}

function fromMiddle([x = 0, y = 0, width = 0, height = 0]: readonly number[]): YoloBox["box"] {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

function around(corners: readonly number[]): YoloBox["box"] {
  const along = (axis: number) => corners.filter((_, at) => at % 2 === axis);
  const [xs, ys] = [along(0), along(1)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function problem({ file, line }: YoloPlace, expected: string, got: string, advice = ""): DataError {
  return new DataError(
    `${file}, line ${line}: expected ${expected}, got "${shownText(got.trim())}".${advice || " Mend the line or take it out."}`,
  );
}
