/** What a page of an inspection says of boxes. */
import { type Html, html } from "@tresnet/charts";
import type { BoxInspection } from "@tresnet/data";
import { formatCount } from "../text/format.ts";

/** An image with its boxes drawn, as a `data:` address. */
export interface BoxedPicture {
  /** What reports call the image. */
  readonly id: string;
  readonly address: string;
  /** How many boxes it has. */
  readonly boxes: number;
}

/** Counts, odd boxes with where they stand, and pictures with boxes. */
export function boxSection(found: BoxInspection, pictures: readonly BoxedPicture[]): Html {
  const kinds = [
    ["without an area, or no numbers", found.degenerate],
    ["outside of their image", found.outside],
    ["on another one of the same class", found.doubled],
    ["of less than 4 pixels a side", found.tiny],
    ["over nine tenths of their image", found.huge],
  ] as const;
  const columns = ["part", "boxes", "crowds", "images without", "small", "medium", "large"];
  return html`<section><h2>Boxes</h2>${found.warnings.length > 0 && html`<ul>${found.warnings.map((warning) => html`<li>${warning}</li>`)}</ul>`}
<div class="scroll"><table class="classes"><thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${found.parts.map(({ part, boxes, crowds, imagesWithout, bySize }) => html`<tr><th scope="row">${part}</th>${[boxes, crowds, imagesWithout, ...bySize].map((count) => html`<td>${formatCount(count)}</td>`)}</tr>`)}</tbody></table></div>
${kinds.map(([words, { count, examples }]) => count > 0 && html`<h3>${formatCount(count)} ${words}</h3><ul class="paths">${examples.map(({ place, className }) => html`<li><code>${place}</code> <span class="quiet">${className}</span></li>`)}</ul>`)}
<div class="pictures">${pictures.map(({ id, address, boxes }) => html`<figure title="${id}"><img src="${address}" alt="${id}" loading="lazy" style="width:100%"><figcaption>${formatCount(boxes)} boxes<small>${id.split(/[\\/]/).at(-1)}</small></figcaption></figure>`)}</div></section>`;
}
