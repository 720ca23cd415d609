/** Reads a file of a model, with errors that name it and say what to do. */
import { readFile } from "node:fs/promises";
import { errorCode } from "@tresnet/files";

/**
 * Reads a file whole; `what` is its part in the model, for errors.
 * @throws Error when it is missing or a folder.
 */
export async function readModelFile(file: string, what: string): Promise<Buffer<ArrayBuffer>> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT")
      throw new Error(`${file}: expected ${what}, found no such file. Check the path.`, { cause: error });
    if (code === "EISDIR") {
      throw new Error(`${file}: expected ${what}, found a folder. Name the file in it, such as model.json.`, {
        cause: error,
      });
    }
    throw error;
  }
}

/**
 * Reads JSON.
 * @throws Error when the file is missing, a folder, or no JSON.
 */
export async function readModelJson(file: string, what: string): Promise<unknown> {
  const text = (await readModelFile(file, what)).toString("utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: expected ${what} as JSON, found ${error instanceof Error ? error.message : error}.`, {
      cause: error,
    });
  }
}
