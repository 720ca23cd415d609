/** The process that answers images: a line of JSON for every line that names one, until no more come. */

import type { TriedImage } from "@tresnet/board";
import { type Dataset, imageFiles } from "@tresnet/data";
import { predictDataset } from "../../evaluation/predict-dataset.ts";
import { topClasses } from "../../evaluation/top-classes.ts";
import { withCheckpoint } from "../../evaluation/with-checkpoint.ts";
import type { CommonEvent } from "../../job/events.ts";
import { type Job, runJob } from "../../job/job.ts";
import { classNameOf } from "../../model/load-model.ts";
import { openModel } from "../../model/open-model.ts";
import type { SavedModel } from "../../run-directory/checkpoint-metadata.ts";

/** The classes that are shown of an image. */
const shown = 10;

/** Draws where a model looked for a class of an image, as a "data:" address; undefined where it can't. */
export type DrawHeat = (run: string, image: string, position: number) => Promise<string | undefined>;

/** What answers go to, and what may be added to them. */
export interface AnswerOptions {
  readonly write: (line: string) => void;
  /** @default no picture of where the model looked */
  readonly drawHeat?: DrawHeat | undefined;
}

/** Answers one image after another with a run's best weights; each line is a path as JSON. */
export async function answerLines(run: string, lines: AsyncIterable<string>, options: AnswerOptions): Promise<void> {
  const { write } = options;
  const images = lines[Symbol.asyncIterator]();
  const first = await images.next();
  if (first.done) return;
  try {
    await runJob<CommonEvent, void>({}, (job) => answerAll(job, run, first.value, images, options));
  } catch (error) {
    write(JSON.stringify({ error: messageOf(error) }));
  }
}

async function answerAll(
  job: Job<CommonEvent>,
  run: string,
  first: string,
  images: AsyncIterator<string>,
  { write, drawHeat }: AnswerOptions,
): Promise<void> {
  const checkpoint = await openModel(job, { checkpoint: run });
  const { model: saved } = checkpoint.info;
  const settings = { batchSize: 1, workers: 0, onBroken: "fail", precision: "auto", device: "cpu" } as const;
  await withCheckpoint(job, checkpoint, imageOf(first, saved), settings, async (evaluator, _, loaderOf) => {
    for (let line: IteratorResult<string> = { value: first }; !line.done; line = await images.next()) {
      try {
        const data = imageOf(line.value, saved);
        const loader = loaderOf(data);
        const startMs = performance.now();
        const [prediction] = await predictDataset(evaluator, loader, data).finally(() => loader.close());
        const ms = performance.now() - startMs;
        const probabilities = prediction?.probabilities ?? new Float32Array();
        const answers = topClasses(probabilities, shown, (position) => classNameOf(saved.classNames, position));
        const position = probabilities.indexOf(Math.max(...probabilities));
        const heat = (await drawHeat?.(run, data.id(0), position)) ?? null;
        const answer: TriedImage = { answers, severalLabels: saved.task === "multi-label", ms, heat };
        write(JSON.stringify(answer));
      } catch (error) {
        write(JSON.stringify({ error: messageOf(error) }));
      }
    }
  });
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
