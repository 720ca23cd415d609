/** A push on the terminal. */
import type { PushModelEvent, PushModelResult, UploadEvent } from "../functions/push-model.ts";
import { countLine, paintProgress } from "../terminal/progress-line.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { formatBytes } from "../text/format.ts";
import { showCommon } from "./show-common.ts";
import { checkLines } from "./show-export.ts";

const words = {
  hash: "hashing",
  send: "sending",
  commit: "committing",
} as const satisfies Record<UploadEvent["phase"], string>;

/** A listener for `pushModel`. */
export function showPush(terminal: Terminal): (event: PushModelEvent) => void {
  const common = showCommon(terminal);
  let shown: UploadEvent["phase"] | undefined;
  return (event) => {
    if (event.type === "done") return printPush(terminal, event.result);
    if (event.type !== "upload") return common(event);
    const { phase, sentBytes, totalBytes } = event;
    if (terminal.live) {
      const sizes = `${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}`;
      const line = countLine(words[phase], sentBytes, totalBytes, terminal.columns - 1, sizes);
      terminal.update(paintProgress(line, terminal.colors));
    } else if (phase !== shown) {
      terminal.line(phase === "send" ? `${words[phase]} ${formatBytes(totalBytes)}` : words[phase]);
    }
    shown = phase;
  };
}

function printPush(terminal: Terminal, result: PushModelResult): void {
  const { repository, uploaded, folder, check, furtherChecks = [], notChecked } = result;
  if (uploaded !== undefined) {
    const { url, commit, files } = uploaded;
    terminal.line(`${url}: ${files.length} files in commit ${commit.slice(0, 10)}`);
    terminal.line(terminal.colors.dim(`tresnet predict PHOTO --model hf-hub:${repository}`));
  }
  if (folder !== undefined) terminal.line(`${folder}: what would be sent to ${repository}; nothing was`);
  for (const line of checkLines(terminal, { check, notChecked })) terminal.line(line);
  for (const { file, ...further } of furtherChecks) {
    for (const line of checkLines(terminal, { check: further })) terminal.line(`${file}: ${line}`);
  }
}
