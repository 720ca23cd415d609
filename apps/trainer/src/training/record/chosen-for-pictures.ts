import type { Prediction } from "../../evaluation/predict-dataset.ts";
import { likeliest } from "../../evaluation/scores/score-predictions.ts";

/** Pictures that a run keeps: at 5 kB each, a megabyte. */
const mostPictures = 200;
/** How many of the worst mistakes and of the least certain answers come first. */
const first = 24;

/** The most of the chosen answers, first ones, that get a heat map each: as much work as training on them. */
export const mostExplained = 2 * first;

/**
 * The answers whose images are shown: the worst mistakes, the least certain answers, then in turns of each cell
 * of the confusion matrix those with the highest loss, wrong cells first.
 */
export function chosenForPictures(predictions: readonly Prediction[], most: number = mostPictures): Prediction[] {
  const answers = predictions.map((prediction) => {
    const { label, labels, probabilities } = prediction;
    const answer = likeliest(probabilities);
    const isRight = (labels ?? [label]).includes(answer);
    return { prediction, isRight, sure: probabilities[answer] ?? 0, cell: `${labels?.join(" ") ?? label}>${answer}` };
  });
  const bySureness = [...answers].sort((a, b) => a.sure - b.sure);
  const worst = bySureness.filter(({ isRight }) => !isRight).slice(-first);
  const inCells = [...answers]
    .sort((a, b) => b.prediction.loss - a.prediction.loss)
    .map(inItsCell())
    .sort((a, b) => a.place - b.place || Number(a.answer.isRight) - Number(b.answer.isRight))
    .map(({ answer }) => answer);
  const order = [...worst, ...bySureness.slice(0, first), ...inCells];
  return [...new Set(order.map(({ prediction }) => prediction))].slice(0, most);
}

/** Tells of one answer after another how many of its cell came before it. */
function inItsCell() {
  const counts = new Map<string, number>();
  return <Answer extends { readonly cell: string }>(answer: Answer) => {
    const place = counts.get(answer.cell) ?? 0;
    counts.set(answer.cell, place + 1);
    return { answer, place };
  };
}
