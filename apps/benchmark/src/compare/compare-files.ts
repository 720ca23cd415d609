/** Ratios of two result files, one against the other. */
import type { Spread } from "../statistics.ts";
import { conditionWarnings } from "./condition-warnings.ts";
import type { ComparedContest, ComparedFile, ComparedSide } from "./read-result-file.ts";

/** One ratio that both files have. */
export interface ComparedRatio {
  readonly task: "train" | "infer";
  readonly model: string;
  readonly name: string;
  readonly baseline: string;
  /** Of the new file's run. */
  readonly batchSize: number;
  readonly before: Spread;
  readonly after: Spread;
  /** after / before, of the medians. */
  readonly change: number;
  readonly verdict: "fell" | "rose" | "same";
}

export interface Comparison {
  /** What a ratio may lose without having fallen: 0.05 is five percent. */
  readonly margin: number;
  readonly ratios: readonly ComparedRatio[];
  /** What makes the comparison doubtful, a sentence each. */
  readonly warnings: readonly string[];
  /** Whether a ratio fell by more than the margin. */
  readonly fell: boolean;
}

/** A ratio of one file, with the run that it is from. */
export interface FoundRatio {
  readonly contest: ComparedContest;
  readonly side: ComparedSide;
  readonly baseline: string;
  readonly spread: Spread;
}

/** Compares every ratio that both files have. */
export function compareFiles(before: ComparedFile, after: ComparedFile, margin: number): Comparison {
  const [olds, news] = [ratiosOf(before), ratiosOf(after)];
  const pairs = olds.flatMap((old) => {
    const match = matchOf(old, olds, news);
    return match === undefined ? [] : [{ old, match }];
  });
  const ratios = pairs.map(({ old, match }) => compareRatio(old, match, margin));
  const matchedNews = new Set(pairs.map(({ match }) => match));
  const warnings = [
    ...before.measurements.flatMap(({ disturbed }) =>
      disturbed.map((reason) => `The old run was disturbed: ${reason}.`),
    ),
    ...after.measurements.flatMap(({ disturbed }) =>
      disturbed.map((reason) => `The new run was disturbed: ${reason}.`),
    ),
    ...pairs.flatMap(({ old, match }) => conditionWarnings(old, match)),
    ...olds
      .filter((old) => !pairs.some((pair) => pair.old === old))
      .map((old) => `Only the old file has ${nameOf(old)}.`),
    ...news.filter((one) => !matchedNews.has(one)).map((one) => `Only the new file has ${nameOf(one)}.`),
  ];
  return { margin, ratios, warnings: [...new Set(warnings)], fell: ratios.some(({ verdict }) => verdict === "fell") };
}

function ratiosOf({ measurements }: ComparedFile): FoundRatio[] {
  return measurements.flatMap((contest) =>
    contest.results.flatMap((side) =>
      Object.entries(side.speedups)
        .filter(([baseline]) => baseline !== side.name)
        .map(([baseline, spread]) => ({ contest, side, baseline, spread })),
    ),
  );
}

/** The same ratio of the other file: of the same batch, or, where there is only one in each file, of any. */
function matchOf(old: FoundRatio, olds: readonly FoundRatio[], news: readonly FoundRatio[]): FoundRatio | undefined {
  const candidates = news.filter((one) => keyOf(one) === keyOf(old));
  const exact = candidates.find((one) => sizesOf(one) === sizesOf(old));
  const alone = candidates.length === 1 && olds.filter((one) => keyOf(one) === keyOf(old)).length === 1;
  return exact ?? (alone ? candidates[0] : undefined);
}

function compareRatio(old: FoundRatio, match: FoundRatio, margin: number): ComparedRatio {
  const { task, model, batchSize } = match.side.case;
  const change = match.spread.median / old.spread.median;
  return {
    ...{ task, model, batchSize, name: match.side.name, baseline: match.baseline },
    ...{ before: old.spread, after: match.spread, change },
    verdict: change < 1 - margin ? "fell" : change > 1 + margin ? "rose" : "same",
  };
}

function keyOf({ side, baseline }: FoundRatio): string {
  return [side.case.task, side.case.model, side.name, baseline].join(" ");
}

function sizesOf({ side }: FoundRatio): string {
  return `${side.case.imageSize} ${side.case.batchSize} ${side.precision}`;
}

function nameOf({ side, baseline }: FoundRatio): string {
  const { task, model, batchSize } = side.case;
  return `${side.name} over ${baseline} (${task} ${model}, batch ${batchSize})`;
}
