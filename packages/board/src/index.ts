/** The files of the page of `tresnet board`, and what its server answers. */
export type { CalibrationBin, ImageAnswer, RunAnswers, TriedImage } from "./api/run-answers.ts";
export type { ClassFigures, EpochFigures, RunDetails, RunEvaluation, RunSteps } from "./api/run-details.ts";
export type { RunChanges, RunList, RunScore, RunState, RunSummary } from "./api/run-summary.ts";
export { boardFiles } from "./board-files.ts";
