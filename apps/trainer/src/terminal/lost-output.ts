/** Keeps a command running when nobody reads its words any more: the work is worth more than its log. */
import type { EventEmitter } from "node:events";

/**
 * Listens to what can go wrong with the streams. A reader that has gone (`| head`, `| tee` after Ctrl-C, a terminal
 * that was closed) is no failure; the function that this gives says whether anything else was lost, such as a log on a
 * full disk.
 */
export function surviveLostOutput(streams: readonly EventEmitter[]): () => Error | undefined {
  let lost: Error | undefined;
  for (const stream of streams) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE" && error.code !== "EIO") lost ??= error;
    });
  }
  return () => lost;
}
