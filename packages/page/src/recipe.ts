/** What stands beside a page: how it is shown, and how its model gets into another one. */
export const recipe = `# A page that says what is on an image

Show it: copy this folder to any static host, or run \`npx serve .\` here. It needs no server of its own; after the first
visit it works offline. Browsers give the camera and offline use to pages of https:// and of localhost alone.

## In a page of your own, by a plain script

Copy this folder beside your page as \`classifier/\`:

\`\`\`html
<input type="file" accept="image/*" id="photo" />
<output id="answer"></output>
<script type="module">
  import { loadClassifier, useBackend } from "./classifier/predict.js";
  await useBackend(); // WebGPU, WebGL or WebAssembly, whichever is there
  const classifier = await loadClassifier("classifier/model/");
  photo.onchange = async () => {
    const [best] = await classifier.classify(photo.files[0], { topk: 1 });
    answer.value = \`\${best.name}: \${Math.round(100 * best.probability)} %\`;
  };
</script>
\`\`\`

## With Vite, Next or another bundler

Copy \`model/\` into \`public/\`, then \`npm install @tresnet/predict @tensorflow/tfjs-backend-webgl @tensorflow/tfjs-core
@tensorflow/tfjs-converter\`:

\`\`\`js
import "@tensorflow/tfjs-backend-webgl";
import { loadClassifier } from "@tresnet/predict";
const classifier = await loadClassifier("/model/");
export const classify = (file) => classifier.classify(file, { topk: 3 }); // [{ name, index, probability }, …]
\`\`\`

With Next, keep this in a module that a component with "use client" imports when it is shown: \`await import("./classify")\`.
`;
