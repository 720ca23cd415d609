/** Precision, recall and F1 of every class, with bars; of several labels per image average precision too. */

import { type Html, html } from "@tresnet/charts";
import type { AnyEvaluation } from "../evaluation/evaluation.ts";
import { formatCount, formatPercent } from "../text/format.ts";

/** One row a class, in the order of the data. */
export function classTable(evaluation: AnyEvaluation): Html {
  const columns = ["class", "images", "precision", "recall", "F1"];
  if (evaluation.task === "multi-label") columns.push("average precision", "threshold");
  return html`<div class="scroll"><table class="classes">
<thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rowsOf(evaluation)}</tbody>
</table></div>`;
}

function rowsOf(evaluation: AnyEvaluation): readonly Html[] {
  if (evaluation.task === "single-label") {
    return evaluation.classes.map(({ name, images, precision, recall, f1 }) => {
      return row(name, images, [precision, recall, f1].map(bar));
    });
  }
  return evaluation.classes.map(({ name, images, precision, recall, f1, averagePrecision, threshold }) => {
    const cells = [precision, recall, f1, averagePrecision].map(bar);
    return row(name, images, [...cells, html`<td>${threshold.toFixed(3)}</td>`]);
  });
}

function row(name: string, images: number, cells: readonly Html[]): Html {
  return html`<tr><th scope="row">${name}</th><td>${formatCount(images)}</td>${cells}</tr>`;
}

function bar(share: number): Html {
  const width = Number.isFinite(share) ? share : 0;
  return html`<td class="bar"><span>${formatPercent(share)}</span><i style="width:${(width * 100).toFixed(1)}%"></i></td>`;
}
