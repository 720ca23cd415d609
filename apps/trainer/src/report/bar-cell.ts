import { type Html, html } from "@tresnet/charts";
import { formatPercent } from "../text/format.ts";

/** A table's cell with a share in numbers and as a bar; a dash where it is NaN. */
export function barCell(share: number): Html {
  const width = Number.isFinite(share) ? share : 0;
  return html`<td class="bar"><span>${formatPercent(share)}</span><i style="width:${(width * 100).toFixed(1)}%"></i></td>`;
}
