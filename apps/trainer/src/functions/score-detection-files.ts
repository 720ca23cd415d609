/** `scoreDetectionFiles`: COCO's numbers of detections that lie in a file. */
import { BoxError, type BoxEvaluation, type CategoryScores, evaluateBoxes } from "@tresnet/boxes/evaluation";
import { readAnnotations, readDetections } from "../detection/read-coco-files.ts";
import { UsageError } from "../errors.ts";

/** The two files of COCO's kind that are compared. */
export interface ScoreDetectionFilesInput {
  /** The path of the annotations: an object with images, categories and annotations. */
  readonly annotations: string;
  /** The path of what was found: a list of image_id, category_id, bbox and score. */
  readonly detections: string;
}

/** What detections in a file scored. */
export interface ScoredDetectionFiles extends Pick<BoxEvaluation, "scores" | "averagePrecisionByIou"> {
  /** The images of the annotations, those without objects too. */
  readonly images: number;
  /** The annotated objects, crowds too. */
  readonly objects: number;
  /** What the other file says was found. */
  readonly found: number;
  /** Each category's twelve numbers, by ascending id. */
  readonly perCategory: readonly CategoryScores[];
}

/**
 * Scores detections of any program against annotations, as pycocotools does; TensorFlow is not needed.
 * @throws UsageError that names the file, the entry, what was expected and what came.
 */
export async function scoreDetectionFiles(files: ScoreDetectionFilesInput): Promise<ScoredDetectionFiles> {
  const truth = await readAnnotations(files.annotations);
  const detections = await readDetections(files.detections);
  const { scores, perCategory, averagePrecisionByIou } = evaluated(() => evaluateBoxes(truth, detections), files);
  return {
    images: truth.images.length,
    objects: truth.annotations.length,
    found: detections.length,
    scores,
    averagePrecisionByIou,
    perCategory,
  };
}

/** Names the file in place of the function. */
function evaluated<Result>(work: () => Result, { annotations, detections }: ScoreDetectionFilesInput): Result {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof BoxError)) throw cause;
    const message = cause.message.replace(/^evaluateBoxes: /, "");
    const file = message.startsWith("annotations") ? `--annotations: ${annotations}` : `--detections: ${detections}`;
    throw new UsageError(`${file}: ${message}`, { cause });
  }
}
