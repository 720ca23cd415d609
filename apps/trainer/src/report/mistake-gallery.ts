/** The pictures that the model got most wrong. */

import { type Html, html } from "@tresnet/charts";
import { formatPercent } from "../text/format.ts";

/** One picture that was classified wrongly. */
export interface Mistake {
  /** A `data:` address, small enough to live in the page. */
  readonly picture: string;
  /** Such an address of the picture with the heat of the wrong class over it, where that is known. */
  readonly heat?: string | undefined;
  /** Path or name of the image. */
  readonly id: string;
  readonly truth: string;
  readonly predicted: string;
  /** The probability given to the wrong class, 0 to 1. */
  readonly confidence: number;
}

/** Pictures side by side, each with what it is and what the model took it for. */
export function mistakeGallery(mistakes: readonly Mistake[]): Html {
  if (mistakes.length === 0) return html`<p class="quiet">The model made no mistake here.</p>`;
  const explained = mistakes.some(({ heat }) => heat !== undefined);
  return html`${explained && html`<p class="quiet">Beside each image: where it speaks for the answer, black nothing, yellow most (HiResCAM of the last stage).</p>`}<div class="gallery${explained && " explained"}">${mistakes.map(
    ({ picture, heat, id, truth, predicted, confidence }) => html`<figure title="${id}">
<div><img src="${picture}" alt="${truth}, taken for ${predicted}" loading="lazy">${heat !== undefined && html`<img src="${heat}" alt="where it speaks for ${predicted}" loading="lazy">`}</div>
<figcaption><span class="truth">${truth}</span><span class="taken">said ${predicted} (${formatPercent(confidence, 0)})</span><small>${shortName(id)}</small></figcaption>
</figure>`,
  )}</div>`;
}

function shortName(id: string): string {
  return id.split(/[\\/]/).slice(-1).join("");
}
