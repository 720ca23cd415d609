/** Replaces a file or a folder in one step, for writers that open files by their paths. */
import { moveIntoPlace, throughPartial } from "./move-into-place.ts";

/**
 * Lets `write` make a file or a folder at a path beside `target`, whose name ends in ".partial" and is this process's
 * own, brings that to the disk and renames it to `target`. What was at `target` before, a folder too, is replaced:
 * whoever looks finds the old one or the new one whole, but for the moment between a folder's two renames.
 *
 * What writers of `target` that ran on this machine and are dead have left is removed.
 * @throws what `write` or the file system throws; then the old one is untouched and the partial one removed.
 */
export function replaceWhole(target: string, write: (partial: string) => Promise<void>): Promise<void> {
  return throughPartial(target, write, moveIntoPlace);
}
