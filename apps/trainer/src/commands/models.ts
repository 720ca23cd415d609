/** `tresnet models`: the networks there are, and the published weights for them. */
import {
  type ModelInfo,
  modelInfo,
  modelNames,
  type PretrainedInfo,
  pretrainedInfo,
  pretrainedTags,
} from "@tresnet/zoo";
import type { Command } from "commander";
import { createTerminal } from "../terminal/terminal.ts";
import { formatCount } from "../text/format.ts";
import { formatTable } from "../text/table.ts";

export function addModelsCommand(program: Command): void {
  program
    .command("models")
    .summary("list the networks and the published weights")
    .description(
      "Lists the networks with their sizes, parameters counted with 1000 classes; then the published weights by tag, with their own classes and multiply-adds at their own size.",
    )
    .option("--json", "print an object with the lists models and pretrained")
    .action(({ json }: { readonly json?: boolean }) => {
      const terminal = createTerminal({ json: json === true });
      const models = modelNames.map(modelInfo);
      const pretrained = pretrainedTags.map(pretrainedInfo);
      if (json !== true) {
        for (const line of modelTable(models)) terminal.line(line);
        terminal.line("");
        for (const line of pretrainedTable(pretrained)) terminal.line(line);
        terminal.line("");
        for (const line of pretrainedNotes) terminal.line(terminal.colors.dim(line));
      }
      terminal.json({ models, pretrained });
    });
}

/** A heading and one line for each model. */
export function modelTable(models: readonly ModelInfo[]): string[] {
  const rows = models.map(({ name, parameters, multiplyAdds224, features, inputSize }) => [
    name,
    millions(parameters),
    billions(multiplyAdds224),
    String(features),
    `${inputSize}×${inputSize}`,
  ]);
  const head = ["model", "parameters", "multiply-adds at 224", "features", "input"];
  return formatTable([head, ...rows], ["left", "right", "right", "right", "right"]);
}

/** A heading and one line for each tag. */
export function pretrainedTable(tags: readonly PretrainedInfo[]): string[] {
  const rows = tags.map(({ tag, inputSize, cropPct, numClasses, parameters, multiplyAdds, top1, license }) => [
    tag,
    `${inputSize}×${inputSize}`,
    String(cropPct),
    formatCount(numClasses),
    millions(parameters),
    billions(multiplyAdds),
    top1 === undefined ? "" : top1.toFixed(2),
    license,
  ]);
  const head = ["published weights", "input", "crop", "classes", "parameters", "multiply-adds", "top-1", "licence"];
  return formatTable([head, ...rows], ["left", "right", "right", "right", "right", "right", "right", "left"]);
}

const pretrainedNotes = [
  "top-1: percent of ImageNet-1k's validation images, as timm published it; not measured here. Of tresnet_s.cifar10, which is ours",
  "and comes with this program: of CIFAR-10's test images.",
  'Use: tresnet predict --model TAG photo.jpg, tresnet train --model TAG --pretrained, createModel("TAG", { pretrained: true }).',
];

function millions(count: number): string {
  return `${(count / 1e6).toFixed(1)} M`;
}

function billions(count: number): string {
  return `${(count / 1e9).toFixed(2)} G`;
}
