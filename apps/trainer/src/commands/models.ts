/** `tresnet models`: the networks there are. */
import { type ModelInfo, modelInfo, modelNames } from "@tresnet/zoo";
import type { Command } from "commander";
import { formatTable } from "../output/table.ts";
import { createTerminal } from "../output/terminal.ts";

export function addModelsCommand(program: Command): void {
  program
    .command("models")
    .summary("list the networks")
    .description("Lists the networks with their sizes; parameters are counted with 1000 classes.")
    .option("--json", "print an array of JSON objects")
    .action(({ json }: { readonly json?: boolean }) => {
      const terminal = createTerminal({ json: json === true });
      const models = modelNames.map(modelInfo);
      if (json !== true) for (const line of modelTable(models)) terminal.line(line);
      terminal.json(models);
    });
}

/** A heading and one line for each model. */
export function modelTable(models: readonly ModelInfo[]): string[] {
  const rows = models.map(({ name, parameters, multiplyAdds224, features, inputSize }) => [
    name,
    `${(parameters / 1e6).toFixed(1)} M`,
    `${(multiplyAdds224 / 1e9).toFixed(2)} G`,
    String(features),
    `${inputSize}×${inputSize}`,
  ]);
  const head = ["model", "parameters", "multiply-adds at 224", "features", "input"];
  return formatTable([head, ...rows], ["left", "right", "right", "right", "right"]);
}
