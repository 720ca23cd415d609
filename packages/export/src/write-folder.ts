/** Writes an export of several files: a folder that is whole, or not there. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { CheckpointError } from "@tresnet/checkpoints";
import { diskProblem, errorCode, replaceFolder } from "@tresnet/files";
import { ExportError } from "./errors.ts";

/** What becomes of something that lies where an export is to be written. */
export interface OverwriteOptions {
  /** Whether what lies there is replaced, with everything in it. @default false */
  readonly force?: boolean | undefined;
}

/**
 * Lets `write` fill a folder that appears under its name whole or not at all.
 * @throws ExportError when something lies there already and `force` is not given, the disk is full or forbids it;
 * what `write` throws.
 */
export async function writeFolder(
  folder: string,
  { force = false }: OverwriteOptions,
  write: (partial: string) => Promise<void>,
): Promise<void> {
  if (!force && (await isTaken(folder))) throw taken(folder);
  let made = folder;
  try {
    await replaceFolder(
      folder,
      (partial) => {
        made = partial;
        return write(partial);
      },
      { force },
    );
  } catch (error) {
    throw explained(named(error, made, folder), folder);
  }
}

/** The folder that was written into is gone: errors name the one that was asked for. */
function named(error: unknown, made: string, folder: string): unknown {
  if (error instanceof Error) error.message = error.message.replaceAll(made, path.resolve(folder));
  return error;
}

/** Whether there is a file of the name, or a folder that holds something. */
async function isTaken(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  return found !== undefined && (!found.isDirectory() || (await readdir(folder)).length > 0);
}

function taken(folder: string): ExportError {
  return new ExportError(
    `${folder}: expected a new folder or an empty one, and it holds something. Choose another, or replace it with force.`,
  );
}

function explained(error: unknown, folder: string): unknown {
  if (error instanceof ExportError) return error;
  // Of a tensor file the cause tells whether the disk is at fault.
  const cause = error instanceof CheckpointError ? error.cause : error;
  const isTakenNow = errorCode(cause) === "ENOTEMPTY" || errorCode(cause) === "EEXIST";
  if (isTakenNow && cause instanceof Error && "syscall" in cause && cause.syscall === "rename") return taken(folder);
  const problem = diskProblem(cause);
  if (problem === "full") {
    return new ExportError(
      `${folder}: expected room to write, and the disk is full. Nothing was kept. Free some space.`,
      {
        cause: error,
      },
    );
  }
  if (problem === "unwritable") {
    return new ExportError(
      `${folder}: expected a place that can be written to, and it can't (${errorCode(cause)}). Correct its permissions, or choose another.`,
      { cause: error },
    );
  }
  return error;
}
