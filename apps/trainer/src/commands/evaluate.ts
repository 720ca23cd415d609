/** `tresnet evaluate`: scores a trained model on labelled images. */
import type { Command } from "commander";
import { printScoredFiles } from "../display/detection/print-coco-scores.ts";
import { showEvaluation } from "../display/show-evaluation.ts";
import { UsageError } from "../errors.ts";
import type { EvaluateResult } from "../evaluation/results.ts";
import { evaluate } from "../functions/evaluate.ts";
import { scoreDetectionFiles } from "../functions/score-detection-files.ts";
import { addOptions } from "../options/add-options.ts";
import { flagOf } from "../options/option-name.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { scoreFilesSections, scoreFilesTable } from "../settings/detection/score-files-options.ts";
import { evaluateSections, evaluateTable } from "../settings/inference-options.ts";
import { commandName } from "../terminal/command-name.ts";
import { createTerminal, type Terminal } from "../terminal/terminal.ts";
import { evaluationJson } from "./evaluation-json.ts";
import { addModelFlags, modelChoice } from "./model-flags.ts";

export function addEvaluateCommand(program: Command): void {
  const command = program
    .command("evaluate")
    .summary("score a trained model on labelled images")
    .description(
      "Applies a trained model to labelled images: accuracy, F1, ROC-AUC, calibration, confusion matrix, each class; for several labels per image mAP, CF1 and OF1.",
    )
    .argument("[data]", "what to evaluate on, instead of --data")
    .option("--json", "print one line of JSON at the end; everything else goes to stderr");
  addOptions(addOptions(addModelFlags(command), evaluateSections), scoreFilesSections);
  command.action(async (data: string | undefined, flags: Record<string, unknown>) => {
    const { json, ...given } = flags;
    const terminal = createTerminal({ json: json === true });
    if (given.annotations !== undefined || given.detections !== undefined) {
      return scoreFiles(terminal, { ...given, ...(data === undefined ? {} : { data }) });
    }
    const { checkpoint, model, ...rest } = given;
    const values = { ...rest, ...(data === undefined ? {} : { data }) };
    const options = resolveOptions(evaluateTable, [{ source: "command line", values }]);
    const result = await evaluate(
      { ...options, ...modelChoice({ checkpoint, model }) },
      { onEvent: showEvaluation(terminal), program: commandName() },
    );
    terminal.json(resultJson(result));
  });
}

/** Scores two files, for which neither a model nor images are needed. */
async function scoreFiles(terminal: Terminal, given: Readonly<Record<string, unknown>>): Promise<void> {
  const others = Object.keys(given).filter((key) => key !== "annotations" && key !== "detections");
  if (others.length > 0) {
    throw new UsageError(
      `--annotations and --detections are scored alone, got ${others.map(flagName).join(", ")} besides. Leave it out.`,
    );
  }
  const { annotations, detections } = resolveOptions(scoreFilesTable, [{ source: "command line", values: given }]);
  if (annotations === undefined || detections === undefined) {
    const missing = annotations === undefined ? "--annotations" : "--detections";
    throw new UsageError(`evaluate: expected --annotations and --detections together, got no ${missing}. Add it.`);
  }
  const scored = await scoreDetectionFiles({ annotations, detections });
  printScoredFiles(terminal, scored);
  terminal.json({ annotations, detections, ...scored });
}

function flagName(key: string): string {
  return key === "data" ? "data" : `--${flagOf(key)}`;
}

/** What `--json` tells. */
function resultJson({ checkpoint, model, what, tta, evaluation, leftOut, broken, damaged }: EvaluateResult) {
  return {
    checkpoint,
    model,
    what,
    tta,
    ...evaluationJson(evaluation),
    // Images of classes that the model does not know.
    ...(leftOut > 0 && { leftOut }),
    broken: broken.map(({ id, reason }) => ({ file: id, reason })),
    damaged: damaged.map(({ id, reason }) => ({ file: id, reason })),
  };
}
