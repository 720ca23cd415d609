/** A preview of data on the terminal. */
import type { ViewedImage } from "../data-report/training-views.ts";
import { shareText } from "../data-report/write-preview.ts";
import type { PreviewDataEvent } from "../functions/preview-data.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { formatTable } from "../text/table.ts";
import { showCommon } from "./show-common.ts";

/** A listener for `previewData`. */
export function showPreview(terminal: Terminal): (event: PreviewDataEvent) => void {
  const common = showCommon(terminal);
  return (event) => {
    if (event.type !== "done") return common(event);
    const { images, output } = event.result;
    terminal.update("");
    for (const line of captionLines(images)) terminal.line(line);
    terminal.line(`preview: ${output}`);
  };
}

/** What the captions say, for terminals without pictures. */
function captionLines(images: readonly ViewedImage[]): string[] {
  const rows = images.map(({ id, views }) => [
    id,
    ...views.map(({ label }) => label.map((one) => (one.share < 1 ? shareText(one) : one.name)).join(", ")),
  ]);
  return formatTable(
    rows,
    (rows[0] ?? []).map(() => "left" as const),
  );
}
