/** Average precision of every class of objects, with bars. */
import { type Html, html } from "@tresnet/charts";
import type { ObjectScore } from "../../detection/detection-evaluation.ts";
import { formatCount } from "../../text/format.ts";
import { barCell } from "../bar-cell.ts";

const columns = [
  ["AP", "AP"],
  ["AP50", "AP50"],
  ["AP75", "AP75"],
  ["small", "APsmall"],
  ["medium", "APmedium"],
  ["large", "APlarge"],
] as const;

/** One row a class, in the order of the model's classes. */
export function objectTable(classes: readonly ObjectScore[]): Html {
  return html`<div class="scroll"><table class="classes">
<thead><tr>${["class", "objects", "found", ...columns.map(([name]) => name)].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${classes.map(
    (scores) =>
      html`<tr><th scope="row">${scores.name}</th><td>${formatCount(scores.objects)}</td><td>${formatCount(scores.found)}</td>${columns.map(([, key]) => barCell(scores[key] < 0 ? Number.NaN : scores[key]))}</tr>`,
  )}</tbody>
</table></div>`;
}
