/** `tresnet demo`: trains a recipe on real photographs and shows what came of it. */
import path from "node:path";
import { type EngineReport, inspectEngine } from "@tresnet/engine";
import { Argument, type Command, InvalidArgumentError } from "commander";
import { showExport } from "../../display/show-export.ts";
import { likeliest } from "../../evaluation/scores/score-predictions.ts";
import { exportModel } from "../../functions/export-model.ts";
import { resolveOptions } from "../../options/resolve-options.ts";
import { type RecipeName, recipes } from "../../settings/recipes/recipes.ts";
import { trainTable } from "../../settings/train-options.ts";
import { commandName } from "../../terminal/command-name.ts";
import { createTerminal, type Terminal } from "../../terminal/terminal.ts";
import { formatPercent } from "../../text/format.ts";
import { shellWord } from "../../text/shell-word.ts";
import { formatTable } from "../../text/table.ts";
import type { TrainResult } from "../../training/train-result.ts";
import { runTrain, trainingJson } from "../train.ts";

const predictionsShown = 6;
const whole = "solar-cells-demo" satisfies RecipeName;
const short = "solar-cells-demo-float32" satisfies RecipeName;
const trees = "tree-crowns" satisfies RecipeName;

export function addDemoCommand(program: Command): void {
  program
    .command("demo")
    .summary("train on real photographs of solar cells, or of trees")
    .description(
      `${recipes[whole].title}: trains, evaluates on the test split, predicts a few images, writes a report. ` +
        `A CPU that does not compute in bfloat16 trains by the recipe ${short}, to take minutes too. ` +
        `With tree-crowns: ${recipes[trees].title}, a box around every tree.`,
    )
    .addArgument(
      new Argument("[photographs]", "what to look at").choices(["solar-cells", trees]).default("solar-cells"),
    )
    .option(
      "--epochs <n>",
      `passes over the training images (default: ${epochsOf(whole)}, or ${epochsOf(short)}; of ${trees} ${recipes[trees].options.epochs})`,
      toNumber,
    )
    .option("--seed <n>", "decides everything that is random (default: 0)", toNumber)
    .option("--output <folder>", "where the run directory is made (default: runs)")
    .option("--json", "print one line of JSON at the end; everything else goes to stderr")
    .action(async (photographs: string, { json, ...flags }: Record<string, unknown>) => {
      const terminal = createTerminal({ json: json === true });
      if (photographs === trees) return terminal.json(trainingJson(await runTrees(terminal, flags)));
      terminal.line(terminal.colors.bold("TResNet demo: which solar cells are defective?"));
      const name = demoRecipe(await inspectEngine());
      if (name === short) {
        terminal.line(`This CPU does not compute in bfloat16: the shorter recipe, ${short}, is taken.`);
      }
      const options = resolveOptions(trainTable, [
        { source: `recipe ${name}`, values: recipes[name].options },
        { source: "command line", values: flags },
      ]);
      const result = await runTrain(terminal, options);
      printPredictions(terminal, result);
      await writePage(terminal, result);
      terminal.json(trainingJson(result));
    });
}

/** Trains the detector of trees, and says where its pictures are. */
async function runTrees(terminal: Terminal, flags: Readonly<Record<string, unknown>>): Promise<TrainResult> {
  terminal.line(terminal.colors.bold("TResNet demo: where are the trees?"));
  const options = resolveOptions(trainTable, [
    { source: `recipe ${trees}`, values: recipes[trees].options },
    { source: "command line", values: flags },
  ]);
  const result = await runTrain(terminal, options);
  const { run } = result;
  terminal.line();
  terminal.line(
    `Open ${run.report} in a browser: it shows the test tiles with boxes around the trees that were found.`,
  );
  const predict = `${commandName()} predict --checkpoint ${shellWord(run.folder)} --draw pictures`;
  terminal.line(`Try your own photograph from above: ${predict} photo.jpg`);
  return result;
}

/** The parts of a machine that decide how long the demo takes. */
export interface DemoMachine {
  readonly cpu: Pick<EngineReport["cpu"], "bfloat16">;
  readonly gpu: Pick<EngineReport["gpu"], "driver" | "devices">;
}

/** The recipe that takes minutes on this machine. */
export function demoRecipe({ cpu, gpu }: DemoMachine): typeof whole | typeof short {
  const hasGpu = gpu.driver !== null && gpu.devices.length > 0;
  return cpu.bfloat16 || hasGpu ? whole : short;
}

function epochsOf(name: typeof whole | typeof short): number {
  return recipes[name].options.epochs;
}

/** Some test images, evenly spread, with what the model says of them. */
function printPredictions(terminal: Terminal, { tested, run, classNames }: TrainResult): void {
  if (tested === undefined) return;
  const { predictions } = tested;
  const every = Math.max(1, Math.floor(predictions.length / predictionsShown));
  const rows = predictions
    .filter((_, place) => place % every === 0)
    .slice(0, predictionsShown)
    .map(({ file, label, probabilities }) => {
      const predicted = likeliest(probabilities);
      const name = (k: number) => classNames[k] ?? String(k);
      return [
        file.split(/[\\/]/).at(-1) ?? "",
        name(predicted),
        formatPercent(probabilities[predicted]),
        predicted === label ? "✓" : `✗ is ${name(label ?? -1)}`,
      ];
    });
  terminal.line();
  terminal.line(terminal.colors.bold("Some predictions"));
  for (const line of formatTable(rows, ["left", "left", "right", "left"])) terminal.line(`  ${line}`);
  terminal.line();
  terminal.line(
    `Open ${run.report} in a browser, and try: ${commandName()} predict --checkpoint ${shellWord(run.folder)} your-cell.png`,
  );
}

/** Makes a page of the model, which anyone can open. */
async function writePage(terminal: Terminal, { run }: TrainResult): Promise<void> {
  const site = path.join(run.folder, "site");
  terminal.line();
  terminal.line(terminal.colors.bold("A page with this model"));
  await exportModel(
    { checkpoint: run.folder, format: "web", output: site },
    { onEvent: showExport(terminal), program: commandName() },
  );
}

function toNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value)) throw new InvalidArgumentError("expected a whole number.");
  return value;
}
