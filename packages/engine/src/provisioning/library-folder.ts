/** Recognizes a folder that holds TensorFlow's library. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { inspectLibrary } from "./library-file.ts";
import { ProvisionError } from "./provision-error.ts";
import { type Flavor, libraryNames } from "./wheels/wheel.ts";

/** A folder with the library's two files. */
export interface LibraryFolder {
  readonly directory: string;
  readonly frameworkPath: string;
  readonly ccPath: string;
  readonly flavor: Flavor;
}

/** Returns the paths that the library's two files have in `directory`, whether or not they exist. */
export function libraryPaths(directory: string): Pick<LibraryFolder, "frameworkPath" | "ccPath"> {
  const names = process.platform === "darwin" ? libraryNames.darwin : libraryNames.linux;
  return { frameworkPath: path.join(directory, names.framework), ccPath: path.join(directory, names.cc) };
}

/**
 * Opens `folder`, or the `tensorflow` folder in it; undefined when the library is in neither.
 * @throws ProvisionError "broken-library" when a file is cut off, no library, or built for another processor.
 */
export async function openLibraryFolder(folder: string): Promise<LibraryFolder | undefined> {
  for (const directory of [path.resolve(folder), path.resolve(folder, "tensorflow")]) {
    const { frameworkPath, ccPath } = libraryPaths(directory);
    if (!((await isFile(frameworkPath)) && (await isFile(ccPath)))) continue;
    await checkLibrary(ccPath);
    const cuda = await checkLibrary(frameworkPath);
    return { directory, frameworkPath, ccPath, flavor: cuda ? "cuda" : "cpu" };
  }
  return undefined;
}

/** Reads the version off the wheel's metadata folder beside the package; undefined for a bare folder. */
export async function wheelVersion(directory: string): Promise<string | undefined> {
  const names = await readdir(path.dirname(directory)).catch(() => []);
  const versions = names.flatMap((name) => /^tensorflow(?:_cpu|_macos)?-(\d[\w.]*)\.dist-info$/.exec(name)?.[1] ?? []);
  return versions[0];
}

/** Checks one file of the library, and returns whether it is built with CUDA. */
async function checkLibrary(file: string): Promise<boolean> {
  const library = await inspectLibrary(file);
  const broken = (expected: string, got: string) =>
    new ProvisionError("broken-library", `${file}: expected ${expected}, got ${got}. Replace it by a whole copy.`);
  if (!library) throw broken("a shared library", "a file of another kind");
  if (library.bytes < library.expectedBytes) {
    throw broken(`${library.expectedBytes} bytes`, `${library.bytes}: the file is cut off`);
  }
  if (library.arch !== process.arch) throw broken(`a library for ${process.arch}`, `one for ${library.arch}`);
  return library.cuda;
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() ?? false;
}
