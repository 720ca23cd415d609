/** Shows how far the fetching of TensorFlow's library, or of a data set, is. */
import type { FetchEvent } from "@tresnet/files";
import { countLine, paintProgress } from "../terminal/progress-line.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { formatBytes } from "../text/format.ts";

const words = {
  search: "looking for",
  download: "fetching",
  verify: "checking",
  unpack: "unpacking",
  wait: "waiting for",
} as const satisfies Record<FetchEvent["phase"], string>;

const redrawMs = 100;

/** A listener for `onProgress`: a live bar on a terminal, elsewhere one line for each phase that takes work. */
export function fetchProgress(terminal: Terminal): (event: FetchEvent) => void {
  let shown = "";
  let drawnMs = 0;
  return ({ phase, name, detail, receivedBytes, totalBytes }) => {
    const label = `${words[phase]} ${name}${detail === undefined ? "" : ` (${detail})`}`;
    const isNew = `${phase} ${name}` !== shown;
    shown = `${phase} ${name}`;
    if (!terminal.live) {
      const size = totalBytes > 0 ? `, ${formatBytes(totalBytes)}` : "";
      if (isNew && phase !== "search") terminal.line(`${label}${size}`);
      return;
    }
    const nowMs = performance.now();
    const isLast = totalBytes > 0 && receivedBytes >= totalBytes;
    if (!isNew && !isLast && nowMs - drawnMs < redrawMs) return;
    drawnMs = nowMs;
    const sizes = totalBytes > 0 ? `${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)}` : "";
    const line = countLine(label, receivedBytes, totalBytes || undefined, terminal.columns - 1, sizes);
    terminal.update(paintProgress(line, terminal.colors));
  };
}
