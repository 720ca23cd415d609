/** Precision, recall and F1 of every class, with bars. */
import type { Evaluation } from "../evaluation/evaluation.ts";
import { formatCount, formatPercent } from "../output/format.ts";
import { type Html, html } from "./html.ts";

/** One row a class, in the order of the data. */
export function classTable({ classes }: Evaluation): Html {
  return html`<div class="scroll"><table class="classes">
<thead><tr><th scope="col">class</th><th scope="col">images</th><th scope="col">precision</th><th scope="col">recall</th><th scope="col">F1</th></tr></thead>
<tbody>${classes.map(
    ({ name, images, precision, recall, f1 }) =>
      html`<tr><th scope="row">${name}</th><td>${formatCount(images)}</td>${[precision, recall, f1].map(bar)}</tr>`,
  )}</tbody>
</table></div>`;
}

function bar(share: number): Html {
  const width = Number.isFinite(share) ? share : 0;
  return html`<td class="bar"><span>${formatPercent(share)}</span><i style="width:${(width * 100).toFixed(1)}%"></i></td>`;
}
