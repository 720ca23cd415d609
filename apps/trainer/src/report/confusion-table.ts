/** The confusion matrix as a heat map, and in words. */

import { type Html, html } from "@tresnet/charts";
import type { Evaluation } from "../evaluation/evaluation.ts";
import { formatCount, formatPercent } from "../text/format.ts";

const manyClasses = 20;
/** A table of more has more cells than anybody looks at, and than a page holds. */
export const mostClasses = 200;

/** The counts, a row for each true class and a column for each predicted one, and the classes' names. */
interface CountedConfusions {
  readonly confusionMatrix?: Evaluation["confusionMatrix"] | undefined;
  readonly classes: readonly { readonly name: string }[];
}

/** Rows are true classes, columns what the model said; the deeper the colour, the larger the share of the row. */
export function confusionTable({ confusionMatrix, classes }: CountedConfusions): Html {
  if (confusionMatrix === undefined || classes.length > mostClasses) {
    const elsewhere = confusionMatrix !== undefined && '; "tresnet evaluate --json" has all numbers';
    return html`<p class="quiet">${formatCount(classes.length)} classes are too many for a table${elsewhere}.</p>`;
  }
  const dense = classes.length > manyClasses;
  return html`<div class="scroll"><table class="confusion${dense && " dense"}">
<thead><tr><th></th><th class="over" colspan="${classes.length}">predicted</th></tr>
<tr><th></th>${classes.map(({ name }) => html`<th scope="col" title="${name}">${!dense && name}</th>`)}</tr></thead>
<tbody>${confusionMatrix.map((row, truth) => tableRow(row, truth, classes[truth]?.name ?? "", dense))}</tbody>
</table></div>`;
}

function tableRow(row: readonly number[], truth: number, name: string, dense: boolean): Html {
  const total = row.reduce((sum, count) => sum + count, 0);
  return html`<tr><th scope="row">${name}</th>${row.map((count, predicted) => {
    const share = total === 0 ? 0 : count / total;
    const kind = predicted === truth ? "right" : "wrong";
    const strong = share > 0.55 && " strong";
    const words = `${formatCount(count)} of ${formatCount(total)}`;
    return html`<td class="${kind}${strong}" style="--share:${share.toFixed(3)}" title="${words}">${
      !dense && html`<b>${formatCount(count)}</b><small>${formatPercent(total === 0 ? undefined : share)}</small>`
    }</td>`;
  })}</tr>`;
}

/** The most frequent confusions, largest first; nothing where the table itself says it all. */
export function confusionList({ confusions, classes }: Evaluation, length = 10): Html | undefined {
  const pairs = confusions.slice(0, length);
  if (classes.length <= 2 || pairs.length === 0) return undefined;
  const name = (index: number) => classes[index]?.name ?? String(index);
  return html`<p class="quiet">Most often confused: ${pairs.map(
    ({ truth, predicted, images }, index) =>
      html`${index > 0 && ", "}${name(truth)} → ${name(predicted)} (${formatCount(images)})`,
  )}.</p>`;
}
