/** The page: loads the model, and answers every image that it is given. */
import { type AnyModel, type BrowserImage, loadModel } from "@tresnet/predict";
import { answerImage, startModel } from "./answer-image.ts";
import { showStatus } from "./answers-view.ts";
import { element } from "./element.ts";
import { watchImages } from "./image-source.ts";
import { type Backend, backends, useBackend } from "./use-backend.ts";

const names: Readonly<Record<Backend, string>> = { webgpu: "WebGPU", webgl: "WebGL", wasm: "WebAssembly" };
const select = element("backend", HTMLSelectElement);
const about = element("about", HTMLParagraphElement);

let model: AnyModel<BrowserImage> | undefined;
let last: Blob | undefined;
// One after another: the images, and the changes of what computes.
let queue: Promise<void> = Promise.resolve();

function inTurn(work: () => Promise<void>): void {
  queue = queue
    .then(work)
    .catch((error: unknown) => showStatus(error instanceof Error ? error.message : String(error)));
}

/** Loads the model onto a backend. */
async function load(wished: Backend | undefined): Promise<void> {
  showStatus("Loading the model …");
  const before = model;
  model = undefined;
  await before?.dispose();
  const backend = await useBackend(wished);
  const loaded = await loadModel("model");
  await startModel(loaded);
  model = loaded;
  select.value = backend;
  select.disabled = false;
  describe(loaded);
  showStatus(last === undefined ? "The answers will be here." : "");
}

function describe({ description: { classes, license } }: AnyModel<BrowserImage>): void {
  const count = classes.length === 1 ? "1 class" : `${classes.length} classes`;
  const terms = license === undefined ? "" : ` Licence of the model: ${license}.`;
  about.textContent = `A model of ${count}, in your browser: no image leaves this device.${terms}`;
}

async function answer(image: Blob): Promise<void> {
  if (model !== undefined) await answerImage(model, image);
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
    if (last !== undefined) await answer(last);
  });
});
watchImages((image) => {
  last = image;
  inTurn(() => answer(image));
}, showStatus);
inTurn(() => load(named(new URLSearchParams(location.search).get("backend"))));
// Only pages of https:// and of localhost may keep files.
navigator.serviceWorker?.register("service-worker.js").catch(() => undefined);
