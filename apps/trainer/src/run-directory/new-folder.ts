/** The folder that a command's results go to. */
import { mkdir, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { datasetOf } from "@tresnet/data";
import { makeFolder } from "@tresnet/files";
import { UsageError } from "../errors.ts";
import type { TrainOptions } from "../settings/train-options.ts";

export interface NewFolder extends Pick<TrainOptions, "output" | "experiment" | "model" | "data"> {
  /** Stands in the name of a folder that the user has not named. */
  readonly kind?: string;
  /** The way on when the folder is used already. */
  readonly advice: (folder: string) => string;
}

/**
 * Makes the folder, named by the user or else for time, model and data.
 * @throws UsageError when a folder of the user's name holds something already, or none can be made.
 */
export async function newFolder(options: NewFolder, now = new Date()): Promise<string> {
  const { output, experiment, advice } = options;
  if (experiment !== undefined) {
    const folder = path.join(output, experiment);
    if (!(await isTaken(folder))) return folder;
    throw new UsageError(`${folder} holds a run already. ${advice(folder)}`);
  }
  const base = path.join(output, defaultName(options, now));
  for (let count = 1; ; count++) {
    const folder = count === 1 ? base : `${base}-${count}`;
    if (await isMade(folder)) return folder;
  }
}

/** Makes the folder unless an empty one exists; true when it holds something. */
async function isTaken(folder: string): Promise<boolean> {
  return !(await isMade(folder)) && (await holdsResults(folder));
}

/** Whether a folder holds more than what a run leaves that was killed before it had written its settings. */
export async function holdsResults(folder: string): Promise<boolean> {
  return (await readdir(folder)).some((name) => !/^run\.lock|\.partial/.test(name));
}

/** Makes the folder; false where there is one: of two processes that want the same only one gets it. */
async function isMade(folder: string): Promise<boolean> {
  try {
    await makeFolder(path.dirname(folder));
    await mkdir(folder);
    return true;
  } catch (cause) {
    if ((await stat(folder).catch(() => undefined))?.isDirectory()) return false;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--output: expected a place to make the folder ${folder} in, got none (${reason}).`, {
      cause,
    });
  }
}

function defaultName({ kind, model, data = "" }: NewFolder, now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
  return [time, kind, model, dataName(data)]
    .filter((part) => part !== undefined)
    .join("-")
    .replaceAll(/[^\w.-]+/g, "-");
}

/** What the data is called in the name of a folder: "photos" of "folder:~/pictures/photos", else "cifar10" or "csv". */
function dataName(data: string): string {
  const { row, location } = datasetOf(data) ?? {};
  return row?.isNamedByLocation && location !== undefined ? path.basename(location) : (data.split(":")[0] ?? "");
}
