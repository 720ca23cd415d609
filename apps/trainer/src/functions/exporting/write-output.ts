/** The file or folder of an export: written beside its place, named when it is whole, measured. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { ExportError } from "@tresnet/export";
import { diskProblem, replaceWhole } from "@tresnet/files";
import type { Exporter } from "../../export/exporter.ts";

/**
 * Lets `write` make an output under another name, and gives it its own when all is there.
 * @throws ExportError when the disk is full or the folder may not be written to; what `write` throws, which names the
 * output.
 */
export async function writeOutput(
  { overwrites = false }: Pick<Exporter, "overwrites">,
  output: string,
  write: (file: string) => Promise<void>,
): Promise<void> {
  let made = output;
  const noted = (file: string) => {
    made = file;
    return write(file);
  };
  try {
    await (overwrites ? noted(output) : replaceWhole(output, noted));
  } catch (error) {
    throw explained(named(error, made, output), output);
  }
}

/** What was written into is gone: errors name what was asked for. */
function named(error: unknown, made: string, output: string): unknown {
  if (!(error instanceof Error) || made === output) return error;
  for (const name of [path.resolve(made), made]) error.message = error.message.replaceAll(name, output);
  return error;
}

/** Says in words that a disk is full or a folder may not be written to. */
function explained(error: unknown, output: string): unknown {
  const problem = diskProblem(error);
  if (problem === undefined) return error;
  const wanted = problem === "full" ? "room on the disk" : "a folder that can be written to";
  const reason = error instanceof Error ? error.message : String(error);
  return new ExportError(`${output}: expected ${wanted}, got ${reason}. Nothing was written: name another --output.`, {
    cause: error,
  });
}

/** The bytes of a file, or of all that is in a folder. */
export async function sizeOnDisk(output: string): Promise<number> {
  const found = await stat(output);
  if (!found.isDirectory()) return found.size;
  const sizes = (await readdir(output)).map((name) => sizeOnDisk(path.join(output, name)));
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
