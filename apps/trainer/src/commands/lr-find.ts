/** `tresnet lr-find`: looks for the learning rate of a training. */
import type { Command } from "commander";
import { showLearningRate } from "../display/show-learning-rate.ts";
import { testLearningRate } from "../functions/find-learning-rate.ts";
import type { FoundLearningRate } from "../lr-find/learning-rate-test.ts";
import { addOptions } from "../options/add-options.ts";
import { flagsOf } from "../run-directory/command-of.ts";
import { givenTrainOptions } from "../settings/given-train-options.ts";
import { lrFindSections, lrTestOptions } from "../settings/lr-find-options.ts";
import { commandName } from "../terminal/command-name.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { shellWord } from "../text/shell-word.ts";
import { interruptible, stoppingAfterStep } from "./interruption.ts";

export function addLrFindCommand(program: Command): void {
  const command = program
    .command("lr-find")
    .summary("look for the learning rate of a training")
    .description(
      "Takes some steps of a training while its learning rate climbs, draws how the loss falls and bursts, and suggests a rate for --lr. The settings are those of tresnet train, which would start the same training. No weights are kept.",
    )
    .argument("[data]", "what to train on, instead of --data")
    .option("--config <file>", "settings from a YAML or JSON file, or from a run's config.json; flags win")
    .option("--recipe <name>", 'settings to start from, see "tresnet recipes"; file and flags win')
    .option("--json", "print one line of JSON at the end; everything else goes to stderr");
  addOptions(command, lrFindSections);
  command.action(async (data: string | undefined, given: Record<string, unknown>) => {
    const { config, recipe, json, startLr, endLr, numIt, experiment, ...flags } = given;
    const testFlags = { startLr, endLr, numIt, experiment };
    const test = lrTestOptions({ source: "command line", values: testFlags });
    const options = await givenTrainOptions({ command: "lr-find", data, config, recipe, flags });
    const typed = [...(data === undefined ? [] : [shellWord(data)]), ...flagsOf({ recipe, config, ...flags })];
    // A file that names a run's folder would have the training go into it again.
    const again = options.experiment === undefined ? {} : { experiment: `${options.experiment}-again` };
    const terminal = createTerminal({ json: json === true });
    const program = commandName();
    const request = {
      options,
      test,
      command: [program, "lr-find", ...typed, ...flagsOf(testFlags)].join(" "),
      trainCommand: (lr: string) => [program, "train", ...typed, ...flagsOf({ ...again, lr })].join(" "),
    };
    const found = await interruptible(
      () => terminal.line(stoppingAfterStep),
      (signal) => {
        const onEvent = showLearningRate(terminal, options.logInterval);
        return testLearningRate(async () => request, { onEvent, signal, program });
      },
    );
    terminal.json(foundJson(found));
  });
}

/** What `--json` tells. */
function foundJson({ folder, picture, figures, suggested, problem, next, curve, diverged }: FoundLearningRate) {
  return {
    folder,
    picture,
    figures,
    steps: curve.length,
    diverged,
    suggestions: suggested ?? null,
    problem: problem ?? null,
    next: next ?? null,
  };
}
