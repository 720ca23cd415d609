/** `tresnet lr-find`: looks for the learning rate of a training. */
import type { Command } from "commander";
import { type FoundLearningRate, findLearningRate } from "../lr-find/find-learning-rate.ts";
import { addOptions } from "../options/add-options.ts";
import { rateText } from "../report/learning-rate-chart.ts";
import { flagsOf } from "../run-directory/command-of.ts";
import { givenTrainOptions } from "../settings/given-train-options.ts";
import { lrFindSections, lrTestOptions } from "../settings/lr-find-options.ts";
import { commandName } from "../terminal/command-name.ts";
import { shellWord } from "../terminal/shell-word.ts";
import { formatTable } from "../terminal/table.ts";
import { createTerminal, type Terminal } from "../terminal/terminal.ts";

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
    const test = lrTestOptions(testFlags);
    const options = await givenTrainOptions({ command: "lr-find", data, config, recipe, flags });
    const typed = [...(data === undefined ? [] : [shellWord(data)]), ...flagsOf({ recipe, config, ...flags })];
    // A file that names a run's folder would have the training go there again.
    const again = options.experiment === undefined ? {} : { experiment: `${options.experiment}-again` };
    const terminal = createTerminal({ json: json === true });
    const found = await findLearningRate(terminal, {
      options,
      test,
      command: [commandName(), "lr-find", ...typed, ...flagsOf(testFlags)].join(" "),
      trainCommand: (lr) => [commandName(), "train", ...typed, ...flagsOf({ ...again, lr })].join(" "),
    });
    print(terminal, found);
    terminal.json(foundJson(found));
  });
}

function print(terminal: Terminal, { suggested, problem, next, curve, diverged, ...files }: FoundLearningRate): void {
  const { bold, yellow } = terminal.colors;
  const last = rateText(curve.at(-1)?.learningRate ?? 0);
  terminal.line(diverged ? `the loss burst at ${last}, step ${curve.length}` : `the loss did not burst up to ${last}`);
  if (suggested === undefined) {
    terminal.line(yellow(problem ?? ""));
  } else {
    const rows = [
      ["valley", rateText(suggested.valley), "middle of the longest fall: take this one first"],
      ["steep", rateText(suggested.steep), "where the loss falls fastest"],
    ];
    for (const line of formatTable(rows, ["left", "right", "left"])) terminal.line(line);
  }
  terminal.line(`picture: ${files.picture}`);
  if (next !== undefined) terminal.line(`next: ${bold(next)}`);
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
