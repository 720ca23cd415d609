/** The page: loads the model, and answers every image that it is given. */
import { type Answer, type BrowserImage, type Classifier, loadClassifier, PredictError } from "@tresnet/predict";
import { clearAnswers, showAnswers, showStatus, showTime } from "./answers-view.ts";
import { element } from "./element.ts";
import { watchImages } from "./image-source.ts";
import { type Backend, backends, useBackend } from "./use-backend.ts";

const names: Readonly<Record<Backend, string>> = { webgpu: "WebGPU", webgl: "WebGL", wasm: "WebAssembly" };
const select = element("backend", HTMLSelectElement);
const about = element("about", HTMLParagraphElement);

let classifier: Classifier<BrowserImage> | undefined;
let last: Blob | undefined;
// One after another: the images, and the changes of what computes.
let queue: Promise<void> = Promise.resolve();

function inTurn(work: () => Promise<void>): void {
  queue = queue
    .then(work)
    .catch((error: unknown) => showStatus(error instanceof Error ? error.message : String(error)));
}

/** Loads the model onto a backend and runs it once, for the first run takes longer than all others. */
async function load(wished: Backend | undefined): Promise<void> {
  showStatus("Loading the model …");
  const before = classifier;
  classifier = undefined;
  await before?.dispose();
  const backend = await useBackend(wished);
  const loaded = await loadClassifier("model");
  const { imgSize } = loaded.description.preprocessing;
  const data = new Uint8Array(3 * imgSize * imgSize);
  await loaded.classify({ data, width: imgSize, height: imgSize, channels: 3 }, { topk: 1 });
  classifier = loaded;
  select.value = backend;
  select.disabled = false;
  describe(loaded);
  showStatus(last === undefined ? "The answers will be here." : "");
}

function describe({ description: { classes, license } }: Classifier<BrowserImage>): void {
  const count = classes.length === 1 ? "1 class" : `${classes.length} classes`;
  const terms = license === undefined ? "" : ` Licence of the model: ${license}.`;
  about.textContent = `A model of ${count}, in your browser: no image leaves this device.${terms}`;
}

async function classify(image: Blob): Promise<void> {
  if (classifier === undefined) return;
  const { description } = classifier;
  const start = performance.now();
  const answers = await classifier.classify(image, { topk: 5 }).catch((error: unknown) => {
    clearAnswers();
    throw error instanceof PredictError
      ? new Error("This is no image that this browser can open. Choose a JPEG, PNG or WebP.")
      : error;
  });
  showTime(performance.now() - start);
  const isYes = ({ index, probability }: Answer) =>
    description.task === "multi-label"
      ? probability >= (description.thresholds?.[index] ?? 0.5)
      : index === answers[0]?.index;
  showAnswers(answers, isYes);
}

function named(name: string | null): Backend | undefined {
  return backends.find((backend) => backend === name);
}

for (const backend of backends) select.append(new Option(names[backend], backend));
select.addEventListener("change", () => {
  const hadFocus = document.activeElement === select;
  select.disabled = true;
  inTurn(async () => {
    await load(named(select.value));
    if (hadFocus) select.focus(); // which a control loses that is switched off
    if (last !== undefined) await classify(last);
  });
});
watchImages((image) => {
  last = image;
  inTurn(() => classify(image));
}, showStatus);
inTurn(() => load(named(new URLSearchParams(location.search).get("backend"))));
// Only pages of https:// and of localhost may keep files.
navigator.serviceWorker?.register("service-worker.js").catch(() => undefined);
