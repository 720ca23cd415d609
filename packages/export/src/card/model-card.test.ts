import { expect, test } from "vitest";
import { parse } from "yaml";
import type { CardFacts } from "./card-facts.ts";
import { modelCard } from "./model-card.ts";

const facts: CardFacts = {
  repository: "ann/solar-cells",
  architecture: "tresnet_m",
  parameters: 29_400_000,
  numClasses: 2,
  classNames: ["functional", "defective | *cracked*"],
  task: "single-label",
  license: "Apache-2.0",
  preparation: {
    imgSize: 96,
    cropPct: 0.875,
    cropMode: "center",
    interpolation: "bilinear",
    mean: [0.566, 0.566, 0.566],
    std: [0.181, 0.181, 0.181],
  },
  data: { name: "ELPV: photographs of solar cells" },
  scores: [{ type: "accuracy", name: "balanced accuracy", value: 0.80312345, split: "test" }],
  command: "tresnet train solar-cells --model tresnet_m",
  loads: { timm: true, transformersJs: false },
};

const frontMatterOf = (card: string): unknown => parse(card.split("---\n")[1] ?? "");
const strange = 'no: "yes" #1 `x` | <b> [a](b) *c* _d_ \\ & ~ é ✓ 日本 \u0007\u2028\u0085\r\nend';

test("tells all that is known", () => {
  expect(modelCard(facts)).toMatchInlineSnapshot(`
    "---
    tags:
      - image-classification
      - tresnet
      - timm
    pipeline_tag: image-classification
    library_name: timm
    license: apache-2.0
    model-index:
      - name: ann/solar-cells
        results:
          - task:
              type: image-classification
              name: Image Classification
            dataset:
              name: "ELPV: photographs of solar cells"
              type: elpv-photographs-of-solar-cells
              split: test
            metrics:
              - type: accuracy
                value: 0.80312345
                name: balanced accuracy
    ---

    # ann/solar-cells

    An image classifier that tells apart 2 classes: tresnet_m, trained on ELPV: photographs of solar cells.

    |  |  |
    | --- | --- |
    | Network | tresnet_m |
    | Parameters | 29,400,000 |
    | Task | one class an image (softmax) |
    | Classes | 2 |
    | Data | ELPV: photographs of solar cells |
    | Licence | Apache-2.0 |

    ## Images

    Answers are right for images that are made ready as in its evaluation:

    Turned as EXIF says, in RGB; the shorter side is resized to 109 pixels, and the middle 96 × 96 are taken, by Pillow's bilinear filter. Values from 0 to 1, less the mean 0.566, 0.566, 0.566, divided by 0.181, 0.181, 0.181.

    ## Scores

    | Measure | Value | Images |
    | --- | --- | --- |
    | balanced accuracy | 0.8031 | test |

    ## How to load it

    ### timm

    \`\`\`python
    import timm
    import torch
    from PIL import Image

    model = timm.create_model("hf-hub:ann/solar-cells", pretrained=True).eval()
    transform = timm.data.create_transform(**timm.data.resolve_model_data_config(model), is_training=False)
    image = Image.open("photo.jpg").convert("RGB")
    with torch.inference_mode():
        logits = model(transform(image).unsqueeze(0))
    probabilities = logits.softmax(-1)[0]
    names = model.pretrained_cfg["label_names"]
    for probability, index in zip(*probabilities.topk(min(5, len(names)))):
        print(f"{names[index]}: {probability:.3f}")
    \`\`\`

    ### TResNet for TypeScript

    \`\`\`sh
    tresnet predict photo.jpg --model hf-hub:ann/solar-cells
    \`\`\`

    \`\`\`ts
    import { useTensorFlow } from "@tresnet/engine";
    import { createModel } from "@tresnet/zoo";

    await useTensorFlow();
    const model = await createModel("hf-hub:ann/solar-cells", { pretrained: true });
    \`\`\`

    ## Classes

    0. functional
    1. defective \\| \\*cracked\\*

    ## How it was trained

    \`\`\`sh
    tresnet train solar-cells --model tresnet_m
    \`\`\`
    "
  `);
});

test("has the hub's metadata before it", () => {
  expect(frontMatterOf(modelCard({ ...facts, data: { name: "CIFAR-10", hubName: "uoft-cs/cifar10" } }))).toEqual({
    tags: ["image-classification", "tresnet", "timm"],
    pipeline_tag: "image-classification",
    library_name: "timm",
    license: "apache-2.0",
    datasets: ["uoft-cs/cifar10"],
    "model-index": [
      {
        name: "ann/solar-cells",
        results: [
          {
            task: { type: "image-classification", name: "Image Classification" },
            dataset: { name: "CIFAR-10", type: "uoft-cs/cifar10", split: "test" },
            metrics: [{ type: "accuracy", value: 0.80312345, name: "balanced accuracy" }],
          },
        ],
      },
    ],
  });
});

test("says nothing of what is not known", () => {
  const { preparation, loads } = facts;
  const card = modelCard({
    architecture: "tresnet_s",
    numClasses: 2,
    task: "single-label",
    preparation,
    loads: { ...loads, timm: false },
  });
  expect(frontMatterOf(card)).toEqual({
    tags: ["image-classification", "tresnet"],
    pipeline_tag: "image-classification",
  });
  expect(card).not.toMatch(/undefined|Scores|trained on|import timm|How it was trained/);
  expect(card).toContain("| Licence | not stated |");
  expect(card).toContain("Nobody said what they are called; they are numbered from 0.");
  expect(card).toContain("tresnet predict photo.jpg --checkpoint .");
});

test.each(["mine, all rights reserved", "no", "", "\n"])(
  "a licence that the hub has no word for is other: %j",
  (license) => {
    const name = license.includes("mine") ? "mine-all-rights-reserved" : license.trim() || "other";
    expect(frontMatterOf(modelCard({ ...facts, license }))).toMatchObject({ license: "other", license_name: name });
  },
);

test.each(["no", "1:30", "~", "=", "<<", "0x10", "2020-01-01", "- a", "&a", "%a", "null", "y"])(
  "a text that YAML 1.1 or 1.2 takes for something else is quoted: %s",
  (name) => {
    expect(modelCard({ ...facts, data: { name } })).toContain(`\n          name: "${name}"\n`);
  },
);

test("texts of users mean nothing in YAML and in Markdown", () => {
  const card = modelCard({
    ...facts,
    title: strange,
    license: strange,
    classNames: [strange, "```"],
    data: { name: strange },
    scores: [{ type: "accuracy", name: strange, value: 1, split: strange }],
    command: `echo \`\`\`\n${strange}`,
  });
  const shown = 'no: "yes" #1 `x` | <b> [a](b) *c* _d_ \\ & ~ é ✓ 日本  end';
  expect(frontMatterOf(card)).toMatchObject({
    "model-index": [{ results: [{ dataset: { name: shown }, metrics: [{ name: shown }] }] }],
  });
  const escaped = 'no: "yes" \\#1 \\`x\\` \\| \\<b\\> \\[a\\](b) \\*c\\* \\_d\\_ \\\\ \\& \\~ é ✓ 日本  end';
  expect(card).toContain(`# ${escaped}\n`);
  expect(card).toContain(`| Data | ${escaped} |`);
  expect(card).toContain(`0. ${escaped}\n1. \\\`\\\`\\\``);
  expect(card).toContain("````sh\necho ```\n");
});

test.each([
  ["tresnet_m", "tresnet_m"],
  ["- a", "\\- a"],
  ["12. a", "12\\. a"],
  ["1) a", "1\\) a"],
  ["3.5", "3\\.5"],
  ["=", "\\="],
  ["\ud800", "\ufffd"],
])("a name that begins as lists do is a name: %j", (name, shown) => {
  expect(modelCard({ ...facts, classNames: [name, "b"] })).toContain(`0. ${shown}\n`);
});

test("lists two hundred classes of thousands, and says where the others are", () => {
  const classNames = Array.from({ length: 11_221 }, (_, index) => `class ${index}`);
  const card = modelCard({ ...facts, numClasses: 11_221, classNames });
  expect(card).toContain("199. class 199\n\nAnd 11,021 more: `label_names` of config.json has them all");
  expect(card).not.toContain("class 200");
});

test("several labels an image are said, with their thresholds", () => {
  const card = modelCard({ ...facts, task: "multi-label", thresholds: [0.25, 0.5] });
  expect(card).toContain("An image classifier that says which of 2 labels an image has");
  expect(card).toContain("| 0 | functional | 0.25 |");
  expect(card).toContain("probabilities = logits.sigmoid()[0]");
});

test.each(["center", "squash", "squish", "border"] as const)("says how images are placed: %s", (cropMode) => {
  const card = modelCard({ ...facts, preparation: { ...facts.preparation, cropMode } });
  const said = {
    center: "the shorter side is resized to 109 pixels, and the middle 96 × 96 are taken",
    squash: "the image is resized to 109 × 109 pixels without regard",
    squish: "the image is resized to 96 × 96 pixels without regard",
    border: "the longer side is resized to 109 pixels",
  };
  expect(card).toContain(said[cropMode]);
});
