/** Finds the runs in a folder that was named in the place of one of them. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { runDirectory } from "../run-directory/run-directory.ts";
import { shellWord } from "../text/shell-word.ts";

/** The runs that a message names. */
const mostNamed = 5;

/**
 * The runs that lie right in a folder, as words of a command line: those whose weights are the newest first, and no
 * more than a person reads; undefined where there is none.
 */
export async function runsInside(folder: string): Promise<string | undefined> {
  const names = await readdir(folder);
  const found = await Promise.all(
    names.map(async (name) => ({ name, time: await weightsTime(path.join(folder, name)) })),
  );
  const runs = found.filter(({ time }) => time > 0).sort((a, b) => b.time - a.time || (a.name < b.name ? -1 : 1));
  if (runs.length === 0) return undefined;
  const named = runs.slice(0, mostNamed).map(({ name }) => shellWord(path.join(folder, name)));
  const others = runs.length - named.length;
  return `${named.join(", ")}${others > 0 ? ` (newest first; ${others} more)` : ""}`;
}

/** When the weights of a run were last written, in milliseconds; 0 for what is no run. */
async function weightsTime(folder: string): Promise<number> {
  const { best, last } = runDirectory(folder);
  const times = await Promise.all(
    [best, last].map((file) =>
      stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(...times);
}
