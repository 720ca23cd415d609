/** Tells of classes that are probably one. */
import { canonicalName } from "../dataset/class-names.ts";
import { spelledOut } from "../shown-text.ts";
import type { DataNotice } from "./dataset-row.ts";

/** Tells of names that differ only in case, in blanks or in marks that are hard to see, and of "1" and "1.0". */
export function tellLookAlikes(
  data: string,
  names: readonly string[],
  onNotice: ((notice: DataNotice) => void) | undefined,
): void {
  const seen = new Map<string, string>();
  const pairs: string[] = [];
  for (const name of names) {
    const canonical = canonicalName(name);
    const isNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(canonical);
    const key = (isNumber ? String(Number(canonical)) : canonical)
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[\s_\p{Cf}]+/gu, " ")
      .trim();
    const other = seen.get(key);
    if (other === undefined) seen.set(key, name);
    else if (key !== "") pairs.push(`${spelledOut(other)} and ${spelledOut(name)}`);
  }
  if (pairs.length === 0) return;
  const message = `${data}: different classes have nearly the same name: ${pairs.slice(0, 5).join("; ")}${pairs.length > 5 ? "; …" : ""}. Give them one name if they are one class.`;
  onNotice?.({ level: "warning", message });
}
