/** The process that answers images: a line of JSON for every line that names one, until no more come. */
import type { TriedImage } from "@tresnet/board";
import { type BatchLoader, type Dataset, imageFiles } from "@tresnet/data";
import type { Evaluator } from "@tresnet/training";
import { predictDataset } from "../../evaluation/predict-dataset.ts";
import { likeliest } from "../../evaluation/scores/score-predictions.ts";
import type { HeatPictures } from "../../evaluation/tested.ts";
import { topClasses } from "../../evaluation/top-classes.ts";
import { withCheckpoint } from "../../evaluation/with-checkpoint.ts";
import { heatPictures } from "../../explanation/heat-pictures.ts";
import type { CommonEvent } from "../../job/events.ts";
import { type Job, runJob } from "../../job/job.ts";
import { classNameOf } from "../../model/load-model.ts";
import { openModel } from "../../model/open-model.ts";
import type { SavedModel } from "../../run-directory/checkpoint-metadata.ts";
import { webpAddress } from "../../text/webp-address.ts";

/** The classes that are shown of an image. */
const shown = 10;

/** The longer side of a picture of where the model sees its first answer, in pixels. */
const pictureSize = 384;

/**
 * Answers one image after another with a run's best weights; each line is a path as JSON, and each answer a line that
 * `write` gets.
 */
export async function answerLines(
  run: string,
  lines: AsyncIterable<string>,
  write: (line: string) => void,
): Promise<void> {
  const images = lines[Symbol.asyncIterator]();
  const first = await images.next();
  if (first.done) return;
  try {
    await runJob<CommonEvent, void>({}, (job) => answerAll(job, run, first.value, images, write));
  } catch (error) {
    write(JSON.stringify({ error: messageOf(error) }));
  }
}

async function answerAll(
  job: Job<CommonEvent>,
  run: string,
  first: string,
  images: AsyncIterator<string>,
  write: (line: string) => void,
): Promise<void> {
  const checkpoint = await openModel(job, { checkpoint: run });
  const { model: saved } = checkpoint.info;
  const settings = { batchSize: 1, workers: 0, onBroken: "fail", precision: "auto", device: "cpu" } as const;
  await withCheckpoint(job, checkpoint, imageOf(first, saved), settings, async (evaluator, _, loaderOf, model) => {
    const heatOf = (data: Dataset) => model && heatPictures({ model, saved }, data, job.signal);
    const answer = async (line: string) =>
      answerOf(imageOf(line, saved), saved, { evaluator, loaderOf, heatOf }).catch((error: unknown) => ({
        error: messageOf(error),
      }));
    for (let line: IteratorResult<string> = { value: first }; !line.done; line = await images.next()) {
      write(JSON.stringify(await answer(line.value)));
    }
  });
}

/** What answers an image, and draws where the model sees its first answer. */
interface Answering {
  readonly evaluator: Evaluator;
  readonly loaderOf: (data: Dataset) => BatchLoader;
  readonly heatOf: (data: Dataset) => HeatPictures | undefined;
}

async function answerOf(
  data: Dataset,
  { classNames, task }: SavedModel,
  { evaluator, loaderOf, heatOf }: Answering,
): Promise<TriedImage> {
  const loader = loaderOf(data);
  const startMs = performance.now();
  const [prediction] = await predictDataset(evaluator, loader, data).finally(() => loader.close());
  const ms = performance.now() - startMs;
  const probabilities = prediction?.probabilities ?? new Float32Array();
  const answers = topClasses(probabilities, shown, (position) => classNameOf(classNames, position));
  // An answer without its picture is better than none.
  const drawn = await heatOf(data)?.([{ index: 0, label: likeliest(probabilities) }], pictureSize).catch(
    () => undefined,
  );
  const picture = drawn?.get(0);
  return { answers, severalLabels: task === "multi-label", ms, heat: picture ? webpAddress(picture) : null };
}

function imageOf(line: string, { classNames }: SavedModel): Dataset {
  return imageFiles("the image", classNames, [{ path: String(JSON.parse(line)), label: -1 }]);
}

/** The message of an error, without the path of a file that exists for a moment. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(
    /\S*tresnet-board-[^/\\\s]*[/\\]image/g,
    "the image",
  );
}
