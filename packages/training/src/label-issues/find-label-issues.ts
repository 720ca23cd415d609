/** Labels that are likely wrong, by confident learning: as the Python package cleanlab finds them. */
import { checkPredictions, type LabelPredictions, likeliestIn } from "./checked-predictions.ts";
import { type ConfidentJoint, confidentJoint } from "./confident-joint.ts";
import { type LabelQualityMethod, labelQuality } from "./label-quality.ts";

/** Probabilities that are closer than this are equal: no label is called wrong for less. */
const tiny = 1e-6;

/** How likely errors are picked: a row of `labelIssueFilters`. */
export type LabelIssueFilter = keyof typeof labelIssueFilters;

/** How errors are looked for, and in which order they come. */
export interface LabelIssueOptions {
  /** How likely errors are picked. @default "prune-by-noise-rate" */
  readonly filter?: LabelIssueFilter;
  /** What the errors are ordered by, the likeliest first. @default "self-confidence" */
  readonly rankBy?: LabelQualityMethod;
}

/** A label that is likely wrong. */
export interface LabelIssue {
  /** The image's position among the labels. */
  readonly index: number;
  /** The class that the image is labelled with. */
  readonly label: number;
  /** The class that the model holds for likeliest. */
  readonly predicted: number;
  /** How well the label fits, 0 to 1: what the errors are ordered by. */
  readonly quality: number;
}

/** What a filter goes by. */
interface Evidence {
  readonly predictions: LabelPredictions;
  readonly joint: ConfidentJoint;
  /** The images of each label, ascending. */
  readonly members: readonly (readonly number[])[];
}

/**
 * The ways of picking likely errors, by name; each gives the positions of images, in any order.
 * @see cleanlab filter.py (find_label_issues, filter_by)
 */
export const labelIssueFilters = {
  /** Of each label and each other class as many as the confident joint counts, the clearest first. */
  "prune-by-noise-rate": byNoiseRate,
  /** What both this and "prune by class" pick: of each label as many as are counted for any other class. */
  both: (evidence: Evidence): readonly number[] => {
    const ofClass = new Set(byClass(evidence));
    return byNoiseRate(evidence).filter((image) => ofClass.has(image));
  },
  /** Every image that the confident joint counts for another class than its label. */
  "confident-learning": ({ joint }: Evidence): readonly number[] => joint.offDiagonal,
} as const;

/**
 * Finds labels that are likely wrong among those of images with one class each, the likeliest first; images whose
 * label is what the model answers are never among them.
 * @throws RangeError when labels and probabilities do not fit together.
 * @see Northcutt et al. 2021, https://arxiv.org/abs/1911.00068 (cleanlab filter.py, find_label_issues)
 */
export function findLabelIssues(predictions: LabelPredictions, options: LabelIssueOptions = {}): LabelIssue[] {
  checkPredictions("findLabelIssues", predictions);
  const { filter = "prune-by-noise-rate", rankBy = "self-confidence" } = options;
  const { labels, classes } = predictions;
  const members = Array.from({ length: classes }, (): number[] => []);
  for (let image = 0; image < labels.length; image++) members[labels[image] ?? 0]?.push(image);
  const picked = labelIssueFilters[filter]({ predictions, joint: confidentJoint(predictions), members });
  const quality = labelQuality(predictions, rankBy);
  return [...new Set(picked)]
    .map((index) => ({
      index,
      label: labels[index] ?? 0,
      predicted: likeliestIn(predictions, index, labels[index], tiny),
      quality: quality[index] ?? 0,
    }))
    .filter(({ label, predicted }) => label !== predicted)
    .sort((a, b) => a.quality - b.quality || a.index - b.index);
}

function byNoiseRate({ predictions, joint, members }: Evidence): readonly number[] {
  const { probabilities, classes } = predictions;
  const pruned = keptPerClass(joint.counts);
  return members.flatMap((images, label) => {
    if (images.length <= 1) return [];
    return (pruned[label] ?? []).flatMap((count, other) => {
      if (other === label || count <= 0) return [];
      const margin = (image: number) =>
        (probabilities[image * classes + other] ?? 0) - (probabilities[image * classes + label] ?? 0);
      return images.toSorted((a, b) => margin(b) - margin(a)).slice(0, count);
    });
  });
}

function byClass({ predictions, joint, members }: Evidence): readonly number[] {
  const { probabilities, classes } = predictions;
  const pruned = keptPerClass(joint.counts);
  return members.flatMap((images, label) => {
    if (images.length <= 1) return [];
    const count = Math.max(0, images.length - (pruned[label]?.[label] ?? 0));
    const own = (image: number) => probabilities[image * classes + label] ?? 0;
    return images.toSorted((a, b) => own(a) - own(b)).slice(0, count);
  });
}

/** The counts with at least one image left of each label, which the other classes give evenly. */
function keptPerClass(counts: readonly (readonly number[])[]): number[][] {
  return counts.map((row, label) => {
    const own = row[label] ?? 0;
    const given = Math.max(1, own) - own;
    const others = Math.max(1, row.filter((count) => count !== 0).length - 1);
    return row.map((count, k) => (k === label ? Math.max(1, own) : Math.max(0, Math.trunc(count - given / others))));
  });
}
