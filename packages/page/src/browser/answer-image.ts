/** Asks the page's model about an image, and shows what it says. */
import {
  type Answer,
  type AnyModel,
  type BrowserImage,
  type Classifier,
  type ObjectDetector,
  PredictError,
} from "@tresnet/predict";
import { clearAnswers, showAnswers, showStatus, showTime } from "./answers-view.ts";
import { element } from "./element.ts";
import { clearObjects, showObjects, startObjects } from "./objects-view.ts";

/** What is less sure is not looked for: there is more and more of it. */
const lowestScore = 0.05;

/** Prepares the page for a model, and runs that once, for the first run takes longer than all others. */
export async function startModel(model: AnyModel<BrowserImage>): Promise<void> {
  if ("detect" in model) {
    const { preprocessing, limits } = model.description;
    startObjects(lowestOf(model), limits.scoreThreshold);
    await model.detect(blank(preprocessing.size), { tile: false });
  } else {
    const { imgSize } = model.description.preprocessing;
    await model.classify(blank({ height: imgSize, width: imgSize }), { topk: 1 });
  }
}

/**
 * Shows what is on an image.
 * @throws Error in words for the visitor when it is no image.
 */
export async function answerImage(model: AnyModel<BrowserImage>, image: Blob): Promise<void> {
  const start = performance.now();
  const done = () => showTime(performance.now() - start);
  try {
    await ("detect" in model ? detect(model, image, done) : classify(model, image, done));
  } catch (error) {
    clearAnswers();
    clearObjects();
    throw error instanceof PredictError
      ? new Error("This is no image that this browser can open. Choose a JPEG, PNG or WebP.")
      : error;
  }
}

async function classify(model: Classifier<BrowserImage>, image: Blob, done: () => void): Promise<void> {
  const { description } = model;
  const answers = await model.classify(image, { topk: 5 });
  done();
  const isYes = ({ index, probability }: Answer) =>
    description.task === "multi-label"
      ? probability >= (description.thresholds?.[index] ?? 0.5)
      : index === answers[0]?.index;
  showAnswers(answers, isYes);
}

async function detect(model: ObjectDetector<BrowserImage>, image: Blob, done: () => void): Promise<void> {
  clearAnswers();
  clearObjects();
  const onProgress = async (tile: number, tiles: number) => {
    if (tiles === 1) return;
    showStatus(`Looking at tile ${tile} of ${tiles} …`);
    await new Promise((resolve) => setTimeout(resolve)); // for the browser to show it
  };
  const found = await model.detect(image, { scoreThreshold: lowestOf(model), onProgress });
  await element("image", HTMLImageElement).decode(); // whose size the boxes need
  done();
  showObjects(found);
}

function lowestOf({ description: { limits } }: ObjectDetector<BrowserImage>): number {
  return Math.min(lowestScore, limits.scoreThreshold);
}

function blank({ height, width }: { readonly height: number; readonly width: number }): BrowserImage {
  return { data: new Uint8Array(3 * height * width), width, height, channels: 3 };
}
