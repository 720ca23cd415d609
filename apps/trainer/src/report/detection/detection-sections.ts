/** What a report says of a detector's final score. */
import { type Html, html } from "@tresnet/charts";
import type { DetectionEvaluation } from "../../detection/detection-evaluation.ts";
import { formatCount, formatPercent } from "../../text/format.ts";
import { confusionTable } from "../confusion-table.ts";
import { type GalleryImage, galleryKey, imageGallery } from "./image-gallery.ts";
import { objectTable } from "./object-table.ts";
import { precisionRecallCharts } from "./precision-recall-charts.ts";

/** Images to be shown with their boxes. */
export interface ShownImages {
  /** Those on which the most was right, best first. */
  readonly best: readonly GalleryImage[];
  /** Those on which the least was right, worst first. */
  readonly worst: readonly GalleryImage[];
}

/** Classes, curves, confusions and pictures; `what` names the images. */
export function detectionSections(evaluation: DetectionEvaluation, what: string, shown: ShownImages): Html {
  const { classes, images, objects, best } = evaluation;
  const nameOf = (label: number) => classes[label]?.name ?? `class ${label}`;
  const counts = `${formatCount(objects)} objects on ${formatCount(images)} ${what}`;
  return html`<section><h2>Classes <small class="quiet">${counts}</small></h2>${objectTable(classes)}
<p class="quiet">AP is the mean over the overlaps 0.5 to 0.95, as COCO has it; small: up to 32² pixels, large: from 96² on. Believed from a score of ${best.score.toFixed(2)} on, what was found is best: precision ${formatPercent(best.precision)}, recall ${formatPercent(best.recall)}, F1 ${formatPercent(best.f1)}.</p></section>
<section><h2>Precision by recall</h2>${precisionRecallCharts(evaluation)}</section>
${confusionSection(evaluation)}
${gallery("Worst images", shown.worst, nameOf)}${gallery("Best images", shown.best, nameOf)}`;
}

function confusionSection({ confusionMatrix, classes, best }: DetectionEvaluation): Html {
  const names = [...classes, { name: "background" }];
  const title = html`<h2>Confusion matrix <small class="quiet">from a score of ${best.score.toFixed(2)} on</small></h2>`;
  return html`<section>${title}${confusionTable({ confusionMatrix, classes: names })}
<p class="quiet">In the last column what was not found, in the last row what was found where there is nothing.</p></section>`;
}

function gallery(title: string, images: readonly GalleryImage[], nameOf: (label: number) => string): Html | undefined {
  if (images.length === 0) return undefined;
  return html`<section><h2>${title}</h2>${galleryKey()}${imageGallery(images, nameOf)}</section>`;
}
