/** A terminal that keeps what is printed, without colours. */
import picocolors from "picocolors";
import type { Terminal } from "../src/terminal/terminal.ts";

export interface RecordedTerminal extends Terminal {
  readonly lines: string[];
  readonly updates: string[];
}

export function recordedTerminal({ live = false, columns = 100 } = {}): RecordedTerminal {
  const lines: string[] = [];
  const updates: string[] = [];
  return {
    lines,
    updates,
    live,
    columns,
    colors: picocolors.createColors(false),
    line: (text = "") => lines.push(text),
    update: (text) => updates.push(text),
    json: () => undefined,
    error: (text) => lines.push(text),
  };
}
