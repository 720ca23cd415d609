/** The programs that a card shows: how to load a model in timm, transformers.js and here. */
import type { CardFacts } from "./card-facts.ts";
import { codeBlock } from "./markdown-text.ts";

const resampling =
  "transformers.js resizes images by filters of its own (Lanczos in Node, the browser's there), not by the one above: probabilities differ a little, but for images that have the right size already.";

/** A heading and a program for each that can load the files. */
export function loadingSections(facts: CardFacts): string[] {
  const { loads } = facts;
  return [
    ...(loads.timm ? ["### timm", codeBlock("python", inTimm(facts))] : []),
    ...(loads.transformersJs ? ["### transformers.js", codeBlock("js", inTransformersJs(facts)), resampling] : []),
    "### TResNet for TypeScript",
    ...here(facts),
    ...(loads.onnx === undefined || loads.transformersJs
      ? []
      : ["### ONNX", inOnnx(loads.onnx, facts), ...(loads.furtherOnnx?.map(further) ?? [])]),
  ];
}

function inTimm({ repository, task }: CardFacts): string {
  const name = repository === undefined ? "local-dir:." : `hf-hub:${repository}`;
  const answers =
    task === "multi-label" ? "probabilities = logits.sigmoid()[0]" : "probabilities = logits.softmax(-1)[0]";
  return `import timm
import torch
from PIL import Image

model = timm.create_model("${name}", pretrained=True).eval()
transform = timm.data.create_transform(**timm.data.resolve_model_data_config(model), is_training=False)
image = Image.open("photo.jpg").convert("RGB")
with torch.inference_mode():
    logits = model(transform(image).unsqueeze(0))
${answers}
names = model.pretrained_cfg["label_names"]
for probability, index in zip(*probabilities.topk(min(5, len(names)))):
    print(f"{names[index]}: {probability:.3f}")`;
}

function inOnnx(file: string, { preparation: { imgSize }, task }: CardFacts): string {
  const probabilities = task === "multi-label" ? "a sigmoid" : "a softmax";
  return `\`${file}\` is the net for ONNX Runtime and others: \`pixel_values\`, float32 [n, 3, ${imgSize}, ${imgSize}], made ready as above, to \`logits\`, of which ${probabilities} makes probabilities.`;
}

function further(file: string): string {
  const how = file.includes("fp16")
    ? "has weights of float16, half as large"
    : "computes with 8-bit numbers, a quarter";
  return `\`${file}\` is the same net: it ${how}, and its answers differ a little.`;
}

function inTransformersJs({ repository }: CardFacts): string {
  return `import { pipeline } from "@huggingface/transformers";

const classify = await pipeline("image-classification", "${repository ?? "."}", { dtype: "fp32" });
console.log(await classify("photo.jpg"));`;
}

function here({ repository, loads, architecture }: CardFacts): string[] {
  if (!loads.timm && loads.transformersJs) return ["Answers are those of the model that this folder was made of."];
  const place = repository === undefined ? "--checkpoint ." : `--model hf-hub:${repository}`;
  const shell = codeBlock("sh", `tresnet predict photo.jpg ${place}`);
  const load =
    repository === undefined
      ? `createModel("${architecture}", { pretrained: "model.safetensors" })`
      : `createModel("hf-hub:${repository}", { pretrained: true })`;
  const program = `import { useTensorFlow } from "@tresnet/engine";
import { createModel } from "@tresnet/zoo";

await useTensorFlow();
const model = await ${load};`;
  return [shell, codeBlock("ts", program)];
}
