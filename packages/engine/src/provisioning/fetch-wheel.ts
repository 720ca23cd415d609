/** Fetches files out of a pinned wheel, with the user's own uv or pip, into a folder of the user's cache. */
import { rm } from "node:fs/promises";
import path from "node:path";
import type { OnProgress } from "@tresnet/files";
import { cacheFolder, withFolderLock } from "@tresnet/files";
import { explainDiskError } from "./disk-error.ts";
import { ProvisionError } from "./provision-error.ts";
import { buildFolder } from "./wheels/build-folder.ts";
import { findInstallers, type Installer } from "./wheels/find-installers.ts";
import { isWhole } from "./wheels/manifest.ts";
import { type Wheel, wheelName } from "./wheels/wheel-row.ts";

/** Where the files of a wheel go, and who hears of it. */
export interface FetchWheelOptions {
  /** The name of the folder in the cache, such as "elpv-dataset-1.0.0.post1"; an absolute path is used as it is. */
  readonly destination: string;
  /** Says where a file of the wheel goes, relative to the folder ("/" between folders); undefined leaves it out. */
  readonly extract: (entryName: string) => string | undefined;
  /** Hears what is being done, and how many bytes are through. */
  readonly onProgress?: OnProgress | undefined;
  /** Stops the fetching; nothing of it stays in the cache. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Returns the path of the folder with the wheel's chosen files; the user's own uv or pip fetches them, checked by
 * SHA-256, if the cache does not hold them yet.
 *
 * The folder appears whole or not at all; a second process that wants the same one waits for the first.
 * @throws ProvisionError with a `code` and what to do, when the wheel can't be had or its folder can't be written.
 * @throws the signal's reason when aborted.
 */
export function fetchWheel(wheel: Wheel, options: FetchWheelOptions): Promise<string> {
  return fetchWheels([wheel], options);
}

/**
 * Returns the path of the folder with the chosen files of several wheels, as `fetchWheel` does for one.
 * @throws ProvisionError with a `code` and what to do.
 * @throws the signal's reason when aborted.
 */
export async function fetchWheels(wheels: readonly Wheel[], options: FetchWheelOptions): Promise<string> {
  const folder = wheelFolder(options.destination);
  options.signal?.throwIfAborted();
  if (await isWhole(folder, wheels)) return folder;
  try {
    return await fetchLocked(wheels, folder, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw explainDiskError(error, path.dirname(folder));
  }
}

/** Returns the path of a destination: a folder of the cache, or an absolute path as it is. */
export function wheelFolder(destination: string): string {
  return path.resolve(cacheFolder(), destination);
}

async function fetchLocked(wheels: readonly Wheel[], folder: string, options: FetchWheelOptions): Promise<string> {
  const { signal, onProgress } = options;
  const name = wheels.map(wheelName).join(", ");
  const onWait = (owner: number | undefined) =>
    onProgress?.({
      phase: "wait",
      name,
      receivedBytes: 0,
      totalBytes: 0,
      detail: `process ${owner ?? "unknown"} is fetching it`,
    });
  const lockFile = path.join(path.dirname(folder), `.${path.basename(folder)}.lock`);
  return withFolderLock(
    lockFile,
    async () => {
      if (await isWhole(folder, wheels)) return folder; // the process we waited for has done it
      onProgress?.({ phase: "search", name, receivedBytes: 0, totalBytes: 0, detail: "looking for uv and pip" });
      const installers = await findInstallers(signal);
      if (installers.length === 0) throw noInstaller(name);
      await rm(folder, { recursive: true, force: true }); // a damaged one
      await buildWithFirst(installers, wheels, folder, options);
      return folder;
    },
    { signal, onWait },
  );
}

function noInstaller(name: string): ProvisionError {
  return new ProvisionError(
    "no-installer",
    `${name}: expected uv or pip (python3 -m pip) on PATH to fetch it with, got neither. Install Python's pip with your system's package manager, or uv, and run again.`,
  );
}

// Another installer may be set up for another index, so these failures of one do not speak for the next.
const worthAnotherInstaller = new Set<unknown>(["offline", "not-on-index", "installer-failed"]);

async function buildWithFirst(
  installers: readonly Installer[],
  wheels: readonly Wheel[],
  folder: string,
  options: FetchWheelOptions,
): Promise<void> {
  const failures: ProvisionError[] = [];
  for (const installer of installers) {
    try {
      return await buildFolder(wheels, folder, installer, options);
    } catch (error) {
      if (!(error instanceof ProvisionError && worthAnotherInstaller.has(error.code))) throw error;
      failures.push(error);
    }
  }
  const [first, ...others] = failures;
  if (!first || others.length === 0) throw first;
  const message = failures.map((failure) => failure.message).join("\n");
  throw new ProvisionError(first.code, message, { cause: new AggregateError(failures) });
}
