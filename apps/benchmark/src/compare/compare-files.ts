/** Ratios of two result files, one against the other. */
import type { Spread } from "../text/statistics.ts";
import { conditionWarnings } from "./condition-warnings.ts";
import type { FoundRatio } from "./ratios/found-ratio.ts";
import type { ComparedFile } from "./read-result-file.ts";

/** One ratio that both files have. */
export interface ComparedRatio {
  /** "traced-bfloat16 over pytorch-bfloat16" */
  readonly name: string;
  /** "train tresnet_m" */
  readonly work: string;
  /** Images in a step of the new file's run; 0 where there is none. */
  readonly batchSize: number;
  readonly before: Spread;
  readonly after: Spread;
  /** after / before, of the medians. */
  readonly change: number;
  readonly verdict: "fell" | "rose" | "same";
}

/** Two result files, ratio by ratio. */
export interface Comparison {
  /** What a ratio may lose without having fallen: 0.05 is five percent. */
  readonly margin: number;
  readonly ratios: readonly ComparedRatio[];
  /** What makes the comparison doubtful, a sentence each. */
  readonly warnings: readonly string[];
  /** How many ratios of the old file the new one lacks. */
  readonly missing: number;
  /** Whether a ratio fell by more than the margin. */
  readonly fell: boolean;
}

/** Compares every ratio that both files have. */
export function compareFiles(before: ComparedFile, after: ComparedFile, margin: number): Comparison {
  const [olds, news] = [before.ratios, after.ratios];
  const pairs = olds.flatMap((old) => {
    const match = matchOf(old, olds, news);
    return match === undefined ? [] : [{ old, match }];
  });
  const ratios = pairs.map(({ old, match }) => compareRatio(old, match, margin));
  const lost = olds.filter((old) => !pairs.some((pair) => pair.old === old));
  const matchedNews = new Set(pairs.map(({ match }) => match));
  const warnings = [
    ...before.disturbed.map((reason) => `The old run was disturbed: ${reason}.`),
    ...after.disturbed.map((reason) => `The new run was disturbed: ${reason}.`),
    ...pairs.flatMap(({ old, match }) => conditionWarnings(old, match)),
    ...lost.map((old) => `Only the old file has ${nameOf(old)}.`),
    ...news.filter((one) => !matchedNews.has(one)).map((one) => `Only the new file has ${nameOf(one)}.`),
  ];
  const fell = ratios.some(({ verdict }) => verdict === "fell");
  return { margin, ratios, warnings: [...new Set(warnings)], missing: lost.length, fell };
}

/** Finds a ratio in the other file: that of the same batch, or, where there is only one in each file, of any. */
function matchOf(old: FoundRatio, olds: readonly FoundRatio[], news: readonly FoundRatio[]): FoundRatio | undefined {
  const candidates = news.filter((one) => keyOf(one) === keyOf(old));
  const exact = candidates.find((one) => one.sizes === old.sizes);
  const alone = candidates.length === 1 && olds.filter((one) => keyOf(one) === keyOf(old)).length === 1;
  return exact ?? (alone ? candidates[0] : undefined);
}

function compareRatio(old: FoundRatio, match: FoundRatio, margin: number): ComparedRatio {
  const { name, work, batchSize } = match;
  const change = match.spread.median / old.spread.median;
  const verdict = change < 1 - margin ? "fell" : change > 1 + margin ? "rose" : "same";
  return { name, work, batchSize, before: old.spread, after: match.spread, change, verdict };
}

function keyOf({ work, name }: FoundRatio): string {
  return `${work} ${name}`;
}

function nameOf({ name, ...about }: FoundRatio): string {
  return `${name} (${workOf(about)})`;
}

/** "train tresnet_m, batch 16" */
export function workOf({ work, batchSize }: Pick<FoundRatio, "work" | "batchSize">): string {
  return batchSize === 0 ? work : `${work}, batch ${batchSize}`;
}
