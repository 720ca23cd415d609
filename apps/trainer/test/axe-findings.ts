import axe, { type AxeResults } from "axe-core";
import type { PageVisit } from "./page-visitor.ts";

/** What axe finds that keeps people from using the page: rules with the places that break them. */
export async function findings({ page }: PageVisit): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
