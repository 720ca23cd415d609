/** What stands beside a page: how it is shown, and how its model gets into another one. */

/** The lines in which a page for a kind of model differs from others. */
interface Lines {
  /** The function that loads the model. */
  readonly load: string;
  /** What the model is called in programs. */
  readonly name: string;
  /** Lines of a plain script that answer an image. */
  readonly answer: string;
  /** The function that a module exports. */
  readonly exported: string;
}

const lines: Readonly<Record<"classes" | "objects", Lines>> = {
  classes: {
    load: "loadClassifier",
    name: "classifier",
    answer: `const [best] = await classifier.classify(photo.files[0], { topk: 1 });
    answer.value = \`\${best.name}: \${Math.round(100 * best.probability)} %\`;`,
    exported:
      "export const answer = (file) => classifier.classify(file, { topk: 3 }); // [{ name, index, probability }, …]",
  },
  objects: {
    load: "loadDetector",
    name: "detector",
    answer: `const objects = await detector.detect(photo.files[0], { scoreThreshold: 0.3 });
    answer.value = objects.map(({ name, box }) => \`\${name} at \${box.map(Math.round)}\`).join("; ");`,
    exported:
      "export const answer = (file) => detector.detect(file); // [{ name, index, score, box: [x1, y1, x2, y2] }, …]",
  },
};

/** README.md of a page whose model says which classes, or finds objects. */
export function recipeFor(finds: "classes" | "objects"): string {
  const { load, name, answer, exported } = lines[finds];
  return `# A page that says what is on an image

Show it: copy this folder to any static host, or run \`npx serve .\` here. It needs no server of its own; after the first
visit it works offline. Browsers give the camera and offline use to pages of https:// and of localhost alone.

## In a page of your own, by a plain script

Copy this folder beside your page as \`${name}/\`:

\`\`\`html
<input type="file" accept="image/*" id="photo" />
<output id="answer"></output>
<script type="module">
  import { ${load}, useBackend } from "./${name}/predict.js";
  await useBackend(); // WebGPU, WebGL or WebAssembly, whichever is there
  const ${name} = await ${load}("${name}/model/");
  photo.onchange = async () => {
    ${answer}
  };
</script>
\`\`\`

## With Vite, Next or another bundler

Copy \`model/\` into \`public/\`, then \`npm install @tresnet/predict @tensorflow/tfjs-backend-webgl @tensorflow/tfjs-core
@tensorflow/tfjs-converter\`:

\`\`\`js
import "@tensorflow/tfjs-backend-webgl";
import { ${load} } from "@tresnet/predict";
const ${name} = await ${load}("/model/");
${exported}
\`\`\`

With Next, keep this in a module that a component with "use client" imports when it is shown: \`await import("./answer")\`.
`;
}
