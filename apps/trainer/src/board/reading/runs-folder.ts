/** The folder of runs: no path that is asked for leaves it, by ".." or by a symbolic link. */
import { lstat, readdir, realpath } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "../../errors.ts";
import { runDirectory } from "../../run-directory/run-directory.ts";

/** Folders in folders are looked through so deep. */
const mostDepth = 3;
/** A page of more is no page. */
const mostRuns = 10_000;

/** A folder of runs, and the runs in it. */
export interface RunsFolder {
  /** The folder as the user named it. */
  readonly named: string;
  /** The folder without symbolic links. */
  readonly root: string;
  /** The ids of all runs: their paths below the folder, with slashes; "." for the folder itself. */
  list(): Promise<string[]>;
  /** The folder of a run; undefined for what is no folder below this one, or is reached by a symbolic link. */
  folderOf(id: string): Promise<string | undefined>;
}

/**
 * Opens a folder of runs; one that is not there yet is there later, perhaps.
 * @throws UsageError when it is no folder, or can't be read.
 */
export async function openRunsFolder(named: string): Promise<RunsFolder> {
  const root = await rootOf(named);
  return {
    named,
    root,
    list: async () => {
      const found: string[] = [];
      await collect(root, [], found);
      return found;
    },
    async folderOf(id) {
      const parts = id === "." ? [] : id.split("/");
      if (parts.some((part) => part === "" || part === "." || part === ".." || /[\\\0]/.test(part))) return undefined;
      const folder = path.join(root, ...parts);
      const isFolder = (await lstat(folder).catch(() => undefined))?.isDirectory() === true;
      return isFolder && (await realpath(folder).catch(() => undefined)) === folder ? folder : undefined;
    },
  };
}

async function rootOf(named: string): Promise<string> {
  try {
    const root = await realpath(named);
    if ((await lstat(root)).isDirectory()) return root;
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    if (isMissing)
      throw new UsageError(
        `board: expected a folder of runs, and there is no ${named}. Train first, or name another folder.`,
        { cause },
      );
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`board: expected a folder of runs, and can't read ${named} (${reason}).`, { cause });
  }
  throw new UsageError(`board: expected a folder of runs, got the file ${named}. Name the folder it is in.`);
}

/** Files by any of which a folder is a run. */
const { config, metrics, last, best, steps } = runDirectory("");
const signs: readonly string[] = [config, metrics, last, best, steps];

async function collect(folder: string, parts: readonly string[], found: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.some((entry) => entry.isFile() && signs.includes(entry.name))) {
    found.push(parts.join("/") || ".");
    return;
  }
  if (parts.length >= mostDepth) return;
  for (const entry of entries) {
    // A link is no folder here, wherever it leads.
    if (!entry.isDirectory() || entry.name.startsWith(".") || found.length >= mostRuns) continue;
    await collect(path.join(folder, entry.name), [...parts, entry.name], found);
  }
}
