/** The block of YAML before a model card, from which the hub knows what a model is. */
import { Document, Scalar, visit } from "yaml";
import type { Score, TrainingData } from "../facts/model-facts.ts";
import type { CardFacts } from "./card-facts.ts";
import { hubLicense } from "./hub-license.ts";
import { onOneLine } from "./markdown-text.ts";

/** Texts that nobody takes for anything else: Python's tools read YAML 1.1, to which "no" and "1:30" are no texts. */
const plain = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z][\w./ -]*$/i;

/**
 * The block with its lines of dashes.
 * @see https://huggingface.co/docs/hub/model-cards#model-card-metadata
 */
export function frontMatter(facts: CardFacts): string {
  const { license, data, loads, scores = [], repository, architecture } = facts;
  const hubName = data?.hubName;
  const metadata = {
    tags: tagsOf(facts),
    pipeline_tag: "image-classification",
    ...(libraryOf(loads) && { library_name: libraryOf(loads) }),
    ...(license !== undefined && hubLicense(license)),
    ...(hubName !== undefined && { datasets: [hubName] }),
    ...(data &&
      scores.length > 0 && { "model-index": [{ name: repository ?? architecture, results: [results(data, scores)] }] }),
  };
  const document = new Document(metadata);
  visit(document, {
    Scalar: (key, node) => {
      if (key !== "key" && typeof node.value === "string" && !plain.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  const text = document.toString({ lineWidth: 0 });
  return `---\n${text}---\n`;
}

function libraryOf({ timm, transformersJs }: CardFacts["loads"]): "timm" | "transformers.js" | undefined {
  if (timm) return "timm";
  return transformersJs ? "transformers.js" : undefined;
}

function tagsOf({ task, loads }: CardFacts): string[] {
  return [
    "image-classification",
    "tresnet",
    ...(task === "multi-label" ? ["multi-label-image-classification"] : []),
    ...(loads.timm ? ["timm"] : []),
    ...(loads.transformersJs ? ["transformers.js"] : []),
    ...(loads.onnx === undefined ? [] : ["onnx"]),
  ];
}

/** Figures that were measured on the same images, as the hub's model-index has them. */
function results(data: TrainingData, scores: readonly Score[]) {
  const [{ split } = {}] = scores;
  return {
    task: { type: "image-classification", name: "Image Classification" },
    dataset: {
      name: onOneLine(data.name),
      type: data.hubName ?? datasetType(data.name),
      ...(split !== undefined && { split: onOneLine(split) }),
    },
    metrics: scores.map(({ type, name, value }) => ({ type, value, name: onOneLine(name) })),
  };
}

/** The hub takes letters, digits, "-", "_" and "." for a data set that it does not have. */
function datasetType(name: string): string {
  return (
    onOneLine(name)
      .toLowerCase()
      .replaceAll(/[^\w.-]+/g, "-")
      .replaceAll(/^[-.]+|[-.]+$/g, "") || "custom"
  );
}
