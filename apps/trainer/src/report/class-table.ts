/** Precision, recall and F1 of every class, with bars; of several labels per image average precision too. */

import { type Html, html } from "@tresnet/charts";
import type { ClassEvaluation } from "../evaluation/evaluation.ts";
import { formatCount } from "../text/format.ts";
import { barCell } from "./bar-cell.ts";

/** One row a class, in the order of the data. */
export function classTable(evaluation: ClassEvaluation): Html {
  const columns = ["class", "images", "precision", "recall", "F1"];
  if (evaluation.task === "multi-label") columns.push("average precision", "threshold");
  return html`<div class="scroll"><table class="classes">
<thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rowsOf(evaluation)}</tbody>
</table></div>`;
}

function rowsOf(evaluation: ClassEvaluation): readonly Html[] {
  if (evaluation.task === "single-label") {
    return evaluation.classes.map(({ name, images, precision, recall, f1 }) => {
      return row(name, images, [precision, recall, f1].map(barCell));
    });
  }
  return evaluation.classes.map(({ name, images, precision, recall, f1, averagePrecision, threshold }) => {
    const cells = [precision, recall, f1, averagePrecision].map(barCell);
    return row(name, images, [...cells, html`<td>${threshold.toFixed(3)}</td>`]);
  });
}

function row(name: string, images: number, cells: readonly Html[]): Html {
  return html`<tr><th scope="row">${name}</th><td>${formatCount(images)}</td>${cells}</tr>`;
}
