/** Makes the report of a run from its metrics, its evaluation and its images. */
import type { BrokenImage, Dataset } from "@tresnet/data";
import { replaceFile } from "@tresnet/files";
import type { Prediction } from "../evaluation/predict-dataset.ts";
import { likeliest } from "../evaluation/scores/score-predictions.ts";
import type { HeatPictures, Tested } from "../evaluation/tested.ts";
import { flagsWithValues } from "../options/option-name.ts";
import type { BestScore } from "../run-directory/checkpoint-metadata.ts";
import type { EpochMetrics } from "../run-directory/metrics-log.ts";
import type { RunConfig, RunDirectory } from "../run-directory/run-directory.ts";
import { shellWord } from "../text/shell-word.ts";
import { webpAddress } from "../text/webp-address.ts";
import { shownImages } from "./detection/shown-images.ts";
import type { Mistake } from "./mistake-gallery.ts";
import { pictureAddress } from "./picture-address.ts";
import { type Report, reportPage } from "./report-page.ts";

/** What a report is made of. */
export interface ReportInput {
  readonly run: RunDirectory;
  readonly config: RunConfig;
  readonly metrics: readonly EpochMetrics[];
  readonly best: BestScore | undefined;
  /** What the final evaluation saw. */
  readonly tested: Tested | undefined;
  readonly broken: readonly BrokenImage[];
  readonly damaged: readonly BrokenImage[];
  /** What was told of the data before the training. */
  readonly notices: readonly string[];
  readonly notice?: string | undefined;
  readonly credit?: string | undefined;
  /** How the page names the command line. */
  readonly program: string;
}

const picturesShown = 12;
const pictureSize = 220;

/** Writes the report of a run into its folder. */
export async function writeReport(input: ReportInput): Promise<void> {
  const { run, config, metrics, best, tested, broken, damaged, notices, notice, credit, program } = input;
  const { options } = config;
  const page = reportPage({
    title: run.name,
    subtitle: `${options.model} on ${options.data}, ${metrics.length} of ${options.epochs} epochs, seed ${options.seed}`,
    ...(notice === undefined ? {} : { notice }),
    epochs: metrics,
    ...(best === undefined ? {} : { best }),
    ...(tested === undefined
      ? {}
      : {
          evaluation: { ...tested.result.evaluation, what: tested.what },
          ...(await picturesOf(tested)),
        }),
    seconds: metrics.at(-1)?.seconds ?? 0,
    settings: flagsWithValues(options),
    environment: config.environment,
    commands: [
      `${program} train --config ${shellWord(run.config)} --experiment ${shellWord(`${run.name}-again`)}`,
      `${program} evaluate --checkpoint ${shellWord(run.folder)}${options.tta === "none" ? "" : ` --tta ${options.tta}`}`,
      `${program} predict --checkpoint ${shellWord(run.folder)} photo.jpg`,
    ],
    broken: broken.map(({ id, reason }) => ({ path: id, reason })),
    damaged: damaged.map(({ id, reason }) => ({ path: id, reason })),
    notices,
    ...(credit === undefined ? {} : { credit }),
  });
  await replaceFile(run.report, (handle) => handle.writeFile(page));
}

/** The images that a report shows. */
async function picturesOf({ data, result, heatOf }: Tested): Promise<Pick<Report, "mistakes" | "shown">> {
  if ("predictions" in result) return { mistakes: await worstMistakes(data, result.predictions, heatOf) };
  return { shown: await shownImages(data, result) };
}

/** The wrong predictions that the model was surest of, with small pictures, and where it saw the wrong class. */
export async function worstMistakes(
  data: Dataset,
  predictions: readonly Prediction[],
  heatOf?: HeatPictures,
): Promise<Mistake[]> {
  const confidence = ({ probabilities }: Prediction) => probabilities[likeliest(probabilities)] ?? 0;
  const worst = predictions
    .filter((prediction) => !truthOf(prediction).includes(likeliest(prediction.probabilities)))
    // Of any number of classes, one that is not likely is not said.
    .filter((prediction) => prediction.labels === undefined || confidence(prediction) >= 0.5)
    .sort((a, b) => confidence(b) - confidence(a))
    .slice(0, picturesShown);
  const asked = worst.map(({ index, probabilities }) => ({ index, label: likeliest(probabilities) }));
  // As with an image that can't be read any more.
  const heat = await heatOf?.(asked, pictureSize).catch(() => undefined);
  const name = (label: number) => data.classNames[label] ?? `class ${label}`;
  const shown = await Promise.all(
    worst.map(async (prediction) => {
      const drawn = heat?.get(prediction.index);
      return {
        // One that can't be read any more is no reason to have no report.
        picture: await pictureAddress(data, prediction.index, pictureSize).catch(() => undefined),
        heat: drawn && webpAddress(drawn),
        id: data.id(prediction.index),
        truth: truthOf(prediction).map(name).join(", ") || "none of the classes",
        predicted: name(likeliest(prediction.probabilities)),
        confidence: confidence(prediction),
      };
    }),
  );
  return shown.flatMap(({ picture, ...mistake }) => (picture === undefined ? [] : [{ picture, ...mistake }]));
}

/** The class of an image, or all of them. */
function truthOf({ label, labels }: Prediction): readonly number[] {
  return labels ?? [label];
}
