/** Which charts there are of runs, and the lines of each. */
import type { EpochFigures, RunSteps } from "../../api/run-details.ts";
import type { ChartLine } from "./chart.tsx";
import { type Axis, type Line, lineOfEpochs, lineOfSteps } from "./curve-data.ts";

/** What is known of a run's curves. */
export interface CurvesOf {
  readonly name: string;
  readonly steps: RunSteps | undefined;
  readonly epochs: readonly EpochFigures[];
}

/** A chart: its title, its lines, and whether smoothing is of use there. */
export interface ChartOf {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly isSmoothed: boolean;
}

/** Columns of step logs, and what stands for them in metrics.jsonl where steps were not logged. */
const stepCharts = [
  { title: "Loss", column: "loss", epoch: "trainLoss", isSmoothed: true, beside: "valLoss" },
  { title: "Learning rate", column: "learningRate", epoch: "learningRate", isSmoothed: false },
  { title: "Gradient norm", column: "gradientNorm", epoch: "", isSmoothed: true },
  { title: "Images per second", column: "imagesPerSecond", epoch: "imagesPerSecond", isSmoothed: true },
] as const;

/** The scores of an epoch, by their names in metrics.jsonl. */
const scoreNames = [
  ["valAccuracy", "accuracy"],
  ["valBalancedAccuracy", "balanced accuracy"],
  ["valMeanAveragePrecision", "mAP"],
  ["valAveragePrecision50", "AP50"],
  ["valAveragePrecision", "AP"],
  ["trainAccuracy", "training accuracy"],
] as const;

const usualColumns = 7;

/** The charts of runs; lines of one run have one colour, lines of a single run one each. */
export function chartsOf(runs: readonly CurvesOf[], axis: Axis): readonly ChartOf[] {
  const isAlone = runs.length === 1;
  const named = (run: CurvesOf, what: string) =>
    isAlone ? what : runs.length > 0 && what === "" ? run.name : `${run.name}, ${what}`;
  const charts = stepCharts.map(({ title, column, epoch, isSmoothed, ...rest }) => ({
    title,
    isSmoothed,
    lines: runs.flatMap((run, place) => [
      ...withLine(
        { name: named(run, isAlone ? "training" : ""), color: place % 8 },
        stepsOrEpochs(run, column, epoch, axis),
      ),
      ...("beside" in rest
        ? withLine(
            { name: named(run, "validation"), color: isAlone ? 1 : place % 8, dashed: !isAlone, isOfEpochs: true },
            lineOfEpochs(run.epochs, rest.beside, axis),
          )
        : []),
    ]),
  }));
  const [loss, ...others] = charts;
  return [...(loss ? [loss] : []), scoreChart(runs, axis, isAlone), ...partCharts(runs, axis), ...others].filter(
    ({ lines }) => lines.length > 0,
  );
}

function stepsOrEpochs({ steps, epochs }: CurvesOf, column: string, epoch: string, axis: Axis): Line {
  return steps !== undefined && steps.rows.length > 0
    ? lineOfSteps(steps, column, axis)
    : lineOfEpochs(epochs, epoch, axis);
}

/** Of one run all its scores; of several the one that most of them have. */
function scoreChart(runs: readonly CurvesOf[], axis: Axis, isAlone: boolean): ChartOf {
  const has = (run: CurvesOf, key: string) => run.epochs.some(({ values }) => values[key] !== undefined);
  const known = scoreNames.filter(([key]) => runs.some((run) => has(run, key)));
  if (isAlone) {
    const [run] = runs;
    const lines = known.flatMap(([key, name], color) =>
      withLine({ name, color }, lineOfEpochs(run?.epochs ?? [], key, axis)),
    );
    return { title: "Scores", isSmoothed: false, lines };
  }
  const counts = known.map(([key, name]) => ({ key, name, runs: runs.filter((run) => has(run, key)).length }));
  const most = counts.reduce(
    (best, one) => (one.runs > best.runs ? one : best),
    counts[0] ?? { key: "", name: "", runs: 0 },
  );
  const lines = runs.flatMap((run, place) =>
    withLine({ name: run.name, color: place % 8 }, lineOfEpochs(run.epochs, most.key, axis)),
  );
  return { title: `Score: ${most.name}`, isSmoothed: false, lines };
}

/** The parts of a detector's loss. */
function partCharts(runs: readonly CurvesOf[], axis: Axis): readonly ChartOf[] {
  const names = new Set(runs.flatMap(({ steps }) => steps?.columns.slice(usualColumns) ?? []));
  return [...names].map((name) => ({
    title: `Loss: ${name}`,
    isSmoothed: true,
    lines: runs.flatMap((run, place) =>
      run.steps?.columns.includes(name)
        ? withLine({ name: run.name, color: place % 8 }, lineOfSteps(run.steps, name, axis))
        : [],
    ),
  }));
}

function withLine(look: Omit<ChartLine, "x" | "y">, line: Line): readonly ChartLine[] {
  return line.x.length === 0 || line.y.every((value) => value === null) ? [] : [{ ...look, ...line }];
}
