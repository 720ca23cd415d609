/** Recognizes a folder that holds TensorFlow's library. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { inspectLibrary } from "./library-file.ts";
import { ProvisionError } from "./provision-error.ts";
import { type Flavor, libraryNames } from "./wheels/wheel.ts";

/** The library's two files in one folder. */
export interface LibraryFolder {
  readonly directory: string;
  readonly frameworkPath: string;
  readonly ccPath: string;
  readonly flavor: Flavor;
}

/** The two paths in `directory`, whether or not the files are there. */
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

/** The version in the name of the wheel's metadata folder beside the package; undefined for a bare folder. */
export async function wheelVersion(directory: string): Promise<string | undefined> {
  const names = await readdir(path.dirname(directory)).catch(() => []);
  const versions = names.flatMap((name) => /^tensorflow(?:_cpu|_macos)?-(\d[\w.]*)\.dist-info$/.exec(name)?.[1] ?? []);
  return versions[0];
}

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
