import type { ModelFacts } from "@tresnet/export";
import type { ExportContent } from "./exporter.ts";

/** What data sets are called on the Hugging Face hub. */
const hubNames: Readonly<Record<string, string | undefined>> = {
  cifar10: "uoft-cs/cifar10",
  cifar100: "uoft-cs/cifar100",
};

/** What an export says of its model, as formats with a model card ask for it. */
export function factsOf({
  classNames,
  task,
  preprocessing,
  thresholds,
  license,
  score,
  metadata,
}: ExportContent): ModelFacts {
  const { dataset, recipe } = metadata;
  return {
    classNames,
    task,
    preparation: preprocessing,
    thresholds,
    license,
    scoreText: score,
    ...(dataset !== undefined && { data: { name: dataset, hubName: hubNames[dataset] } }),
    command: recipe,
  };
}
