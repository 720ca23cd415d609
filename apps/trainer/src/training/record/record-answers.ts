/** Writes what the best weights answered on the final images, with small pictures of those that tell most. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { CalibrationBin, ImageAnswer, RunAnswers } from "@tresnet/board";
import { type Dataset, thumbnail } from "@tresnet/data";
import { replaceFolder } from "@tresnet/files";
import { calibration } from "@tresnet/training";
import type { Prediction } from "../../evaluation/predict-dataset.ts";
import { likeliest } from "../../evaluation/scores/score-predictions.ts";
import type { Tested } from "../../evaluation/tested.ts";
import { writeRecord } from "../../run-directory/record/write-record.ts";
import type { RunDirectory } from "../../run-directory/run-directory.ts";
import { chosenForPictures, mostExplained } from "./chosen-for-pictures.ts";

/** Answers of more images would be more than a page takes. */
const mostAnswers = 20_000;
const topClasses = 5;
/** The longer side of a picture, in pixels. */
const pictureSize = 160;
const atOnce = 4;

/** How answers are recorded. */
export interface RecordOptions {
  /** When it is aborted no further picture is made. */
  readonly signal: AbortSignal;
}

/** Writes answers and pictures of a final evaluation; nothing of a detector, whose report has its pictures. */
export async function recordAnswers(
  run: RunDirectory,
  { data, what, result, heatOf }: Tested,
  options: RecordOptions,
): Promise<void> {
  if (!("predictions" in result)) return;
  const { predictions } = result;
  const chosen = chosenForPictures(predictions);
  const asked = chosen
    .slice(0, mostExplained)
    .map(({ index, probabilities }) => ({ index, label: likeliest(probabilities) }));
  // As with an image that can't be read any more.
  const heats = await heatOf?.(asked, pictureSize).catch(() => undefined);
  const pictures = await writePictures(run.pictures, { data, chosen, heats }, options);
  const kept = [...predictions].sort((a, b) => b.loss - a.loss).slice(0, mostAnswers);
  const images = kept.map((prediction) => {
    const { index, label, labels, probabilities } = prediction;
    return { file: data.id(index), truth: labels ?? [label], top: topOf(probabilities), ...pictures.get(index) };
  });
  const { classNames } = data;
  const bins = calibrationOf(predictions);
  const record: RunAnswers = { what, classNames, count: predictions.length, images, calibration: bins };
  await writeRecord(run.answers, record);
}

function topOf(probabilities: Float32Array): (readonly [number, number])[] {
  return Array.from(probabilities, (probability, index) => [index, Number(probability.toFixed(5))] as const)
    .sort(([, a], [, b]) => b - a)
    .slice(0, topClasses);
}

/** How often answers of each confidence are right: the likeliest class, or each class where an image has several. */
function calibrationOf(predictions: readonly Prediction[]): CalibrationBin[] {
  const confidences: number[] = [];
  const right: number[] = [];
  for (const { label, labels, probabilities } of predictions) {
    const answer = likeliest(probabilities);
    for (const [index, probability] of labels === undefined
      ? [[answer, probabilities[answer] ?? 0] as const]
      : probabilities.entries()) {
      confidences.push(Math.min(1, probability));
      right.push(Number((labels ?? [label]).includes(index)));
    }
  }
  return calibration(confidences, right).bins.map((bin) => ({
    ...bin,
    confidence: bin.answers === 0 ? null : bin.confidence,
    accuracy: bin.answers === 0 ? null : bin.accuracy,
  }));
}

/** The names of the pictures of an image. */
type Pictures = Pick<ImageAnswer, "picture" | "heat">;

/** What pictures are made of. */
interface ChosenImages {
  readonly data: Dataset;
  readonly chosen: readonly Prediction[];
  /** The first of them with the heat of the likeliest class over each, where the model can be asked for it. */
  readonly heats: ReadonlyMap<number, Uint8Array> | undefined;
}

/** Makes pictures of images; those that can't be read any more have none. */
async function writePictures(
  folder: string,
  { data, chosen, heats }: ChosenImages,
  { signal }: RecordOptions,
): Promise<Map<number, Pictures>> {
  const names = new Map<number, Pictures>();
  const waiting = [...chosen];
  await replaceFolder(
    folder,
    async (partial) => {
      const write = async (name: string, bytes: Uint8Array | undefined) => {
        if (bytes === undefined) return undefined;
        await writeFile(path.join(partial, name), bytes);
        return name;
      };
      const draw = async () => {
        for (let one = waiting.shift(); one !== undefined && !signal.aborted; one = waiting.shift()) {
          const { index } = one;
          const small = await thumbnail(data.source(index), pictureSize).catch(() => undefined);
          const picture = await write(`${index}.webp`, small);
          if (picture === undefined) continue;
          const heat = await write(`${index}-heat.webp`, heats?.get(index));
          names.set(index, { picture, ...(heat !== undefined && { heat }) });
        }
      };
      await Promise.all(Array.from({ length: atOnce }, draw));
    },
    { force: true },
  );
  return names;
}
