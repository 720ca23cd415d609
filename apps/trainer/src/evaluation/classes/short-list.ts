import { shownName } from "@tresnet/data";
import { formatCount } from "../../text/format.ts";

/** The first names of a list, and how many there are. */
export function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 8).map(shownName).join(", ");
  return names.length <= 8 ? shown : `${shown} … (${formatCount(names.length)})`;
}
