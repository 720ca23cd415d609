/** Reads a file of a model, with errors that name it and say what to do. */
import { errorCode, readWhole } from "@tresnet/files";

/** The most bytes of a file of weights, or of a graph in binary form. */
const mostBytes = 2 ** 31 - 1;
/** The most bytes of a model.json. */
const mostJsonBytes = 2 ** 28;

/**
 * Reads a file whole; `what` is its part in the model, for errors.
 * @throws Error when it is missing, no file, or larger than 2 GiB.
 */
export async function readModelFile(file: string, what: string, limit = mostBytes): Promise<Buffer> {
  try {
    return await readWhole(file, { mostBytes: limit });
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT")
      throw new Error(`${file}: expected ${what}, found no such file. Check the path.`, { cause: error });
    if (code !== undefined) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const advice = reason === "it is a folder" ? "Name the file in it, such as model.json" : "Name another file";
    throw new Error(`${file}: expected ${what}, and can't read it (${reason}). ${advice}.`, { cause: error });
  }
}

/**
 * Reads JSON.
 * @throws Error when the file is missing, no file, no JSON, or larger than 256 MiB.
 */
export async function readModelJson(file: string, what: string): Promise<unknown> {
  const text = (await readModelFile(file, what, mostJsonBytes)).toString("utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: expected ${what} as JSON, found ${error instanceof Error ? error.message : error}.`, {
      cause: error,
    });
  }
}
