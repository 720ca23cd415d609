/** Goes on with a run in a process of its own, which goes on when the board ends. */
import { spawn } from "node:child_process";
import { constants, open } from "node:fs/promises";
import path from "node:path";
import { readEnds } from "../reading/file-cache.ts";

/** How this program is started. */
export interface ResumeOptions {
  /** The words of a command line. */
  readonly cli: readonly string[];
  /** The folders in which a training was started from here and has not ended. */
  readonly started: Set<string>;
}

/** For writing, and never through a symbolic link. */
const replaced = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
const shownBytes = 2000;

/**
 * Starts `tresnet train --resume` for a folder and returns when it runs. What it prints goes to resume.log in the
 * folder; `onProblem` is told the end of it when the process fails.
 */
export async function resumeInBackground(
  folder: string,
  { cli, started }: ResumeOptions,
  onProblem: (problem: string) => void,
): Promise<void> {
  const [program = process.execPath, ...words] = cli;
  const log = path.join(folder, "resume.log");
  const handle = await open(log, replaced, 0o666);
  try {
    // A group of its own: neither the board's end nor a Ctrl-C in its terminal reaches the training.
    const child = spawn(program, [...words, "train", "--resume", folder], {
      detached: true,
      stdio: ["ignore", handle.fd, handle.fd],
    });
    await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    started.add(folder);
    child.once("exit", (code) => {
      started.delete(folder);
      if (code === 0 || code === 130) return;
      endOf(log).then(onProblem, () => onProblem("The training could not be started."));
    });
    child.unref();
  } finally {
    await handle.close();
  }
}

/** The last line of a log, which says why a process ended. */
async function endOf(log: string): Promise<string> {
  const handle = await open(log, "r");
  const { size, ino, mtimeMs } = await handle.stat().finally(() => handle.close());
  const { last } = await readEnds(log, { mark: `${ino}`, changedMs: mtimeMs, sizeBytes: size }, shownBytes);
  return last.trim().split("\n").at(-1) ?? "";
}
