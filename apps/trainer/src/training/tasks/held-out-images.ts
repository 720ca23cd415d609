/** Images with classes that are held out of a training, with their loaders. */
import { BatchLoader, type Dataset, type DatasetSplits } from "@tresnet/data";
import { currentEngine } from "@tresnet/engine";
import { createEvaluator, type Evaluator, NonFiniteError } from "@tresnet/training";
import type { ImageClassifier } from "@tresnet/zoo";
import { countOfAll, type Team } from "../../cluster/team.ts";
import { evaluateDataset } from "../../evaluation/evaluate-dataset.ts";
import { gatherPredictions } from "../../evaluation/gathering/gather-predictions.ts";
import type { Prediction } from "../../evaluation/predict-dataset.ts";
import { viewsOf } from "../../evaluation/views.ts";
import { evaluationTransform, loaderOptions } from "../../images/data-plan.ts";
import { imagesOrFeatures } from "../../images/frozen-features.ts";
import { reportCount } from "../../job/report-to.ts";
import type { SavedModel } from "../../run-directory/checkpoint-metadata.ts";
import type { TrainOptions } from "../../settings/train-options.ts";
import { endingOf } from "./ending-of.ts";
import type { HeldOut, ScoredImages, ScorePass } from "./task.ts";

/** What held-out images are scored by. */
interface HoldingOut {
  readonly saved: SavedModel;
  readonly options: TrainOptions;
  /** The model, and whether its present step takes features in place of images. */
  readonly state: { readonly model: ImageClassifier; readonly takesFeatures: boolean };
  readonly isMultiLabel: boolean;
  /** The processes that train together: each scores its share of the images. */
  readonly team: Team;
}

/** The images to validate on and those of the final score; both may be the same. */
export function heldOutImages(data: Pick<DatasetSplits, "val" | "test">, holding: HoldingOut): HeldOut {
  const { saved, options, team } = holding;
  const evaluators = createEvaluators(holding);
  const evaluating = {
    ...loaderOptions(options, team),
    tensorFlow: currentEngine()?.library,
    transform: evaluationTransform(saved),
  };
  const validating = data.val && newLoader(data.val, evaluating);
  const validation = validating && validationOf(validating, holding, evaluators);
  const views = viewsOf(options.tta, evaluating.transform);
  const isSame = views.transform === evaluating.transform;
  const scoring = { ...evaluating, transform: views.transform };
  const testing = data.test
    ? newLoader(data.test, scoring)
    : validating && (isSame ? validating : newLoader(validating.data, scoring));
  const ending = endingOf([validating?.loader, testing?.loader], Object.values(evaluators));
  return {
    validation,
    test: testing && {
      data: testing.data,
      what: data.test ? "test images" : "validation images",
      score: (pass) =>
        evaluateDataset(evaluators.final, testing.loader, testing.data, {
          ...passOf(pass, holding, testing.data),
          views: options.tta === "none" ? undefined : views.of,
        }),
    },
    broken: () => [...ending.broken(), ...(validation?.input.broken() ?? [])],
    damaged: () => [...ending.damaged(), ...(validation?.input.damaged() ?? [])],
    dispose: ending.dispose,
  };
}

interface LoadedImages {
  readonly data: Dataset;
  readonly loader: BatchLoader;
}

function newLoader(data: Dataset, options: ConstructorParameters<typeof BatchLoader>[1]): LoadedImages {
  return { data, loader: new BatchLoader(data, options) };
}

type Evaluators = Readonly<Record<"ofImages" | "final" | "ofFeatures", Evaluator>>;

/** The final one takes the weights as they are at its first call, as `tresnet evaluate` does. */
function createEvaluators({ state: { model }, options, isMultiLabel, team }: HoldingOut): Evaluators {
  const { precision } = options;
  const { batchSize } = loaderOptions(options, team);
  const settings = { batchSize, precision, activation: isMultiLabel ? "sigmoid" : "softmax" } as const;
  return {
    ofImages: createEvaluator(model, settings),
    final: createEvaluator(model, { ...settings, frozen: true }),
    ofFeatures: createEvaluator({ forward: model.forwardHead.bind(model) }, settings),
  };
}

/** What is validated on after each epoch; of a frozen backbone features are computed once. */
function validationOf({ data, loader }: LoadedImages, holding: HoldingOut, evaluators: Evaluators) {
  const { state, options, team } = holding;
  const { precision } = options;
  const { batchSize } = loaderOptions(options, team);
  const once = () => loader;
  const input = imagesOrFeatures(state, { data, loader, once, batchSize, precision, replaceBroken: false, team });
  const score = async (pass: ScorePass) => {
    const { job, epoch = 0 } = pass;
    const source = await input.source({ signal: job.signal, onProgress: reportCount(job, "computing features") });
    const evaluator = withFiniteAnswers(state.takesFeatures ? evaluators.ofFeatures : evaluators.ofImages, epoch);
    return evaluateDataset(evaluator, source, data, passOf(pass, holding, data));
  };
  return { data, what: "validation images", input, score } satisfies ScoredImages & { readonly input: unknown };
}

function passOf({ job, work }: ScorePass, { saved: { numClasses: classes }, team }: HoldingOut, data: Dataset) {
  return {
    classes,
    signal: job.signal,
    onProgress: countOfAll(team, reportCount(job, work)),
    gather: (own: readonly Prediction[]) => gatherPredictions(team, own, data),
  };
}

/**
 * An evaluator that throws NonFiniteError in place of answers of NaN, which a model gives whose statistics or averages
 * have overflowed.
 */
function withFiniteAnswers(evaluator: Evaluator, epoch: number): Evaluator {
  return {
    async run(images, targets) {
      const answers = await evaluator.run(images, targets);
      if (!answers.probabilities.some(Number.isNaN)) return answers;
      throw new NonFiniteError(
        `validation after epoch ${epoch}: the model's answers must be finite, but are NaN: weights or running statistics have grown too large.`,
        { step: epoch, learningRate: undefined },
      );
    },
    dispose: () => evaluator.dispose(),
  };
}
