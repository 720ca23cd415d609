/** `tresnet evaluate`: scores a trained model on labelled images. */
import type { Command } from "commander";
import { showEvaluation } from "../display/show-evaluation.ts";
import type { EvaluateResult } from "../evaluation/results.ts";
import { evaluate } from "../functions/evaluate.ts";
import { addOptions } from "../options/add-options.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { evaluateSections, evaluateTable } from "../settings/inference-options.ts";
import { commandName } from "../terminal/command-name.ts";
import { createTerminal } from "../terminal/terminal.ts";
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
  addOptions(addModelFlags(command), evaluateSections);
  command.action(async (data: string | undefined, flags: Record<string, unknown>) => {
    const { checkpoint, model, json, ...rest } = flags;
    const values = { ...rest, ...(data === undefined ? {} : { data }) };
    const options = resolveOptions(evaluateTable, [{ source: "command line", values }]);
    const terminal = createTerminal({ json: json === true });
    const result = await evaluate(
      { ...options, ...modelChoice({ checkpoint, model }) },
      { onEvent: showEvaluation(terminal), program: commandName() },
    );
    terminal.json(resultJson(result));
  });
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
