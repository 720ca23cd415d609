/** Finds TensorFlow's library on the user's machine, or fetches it. */

import type { FetchEvent, OnProgress } from "@tresnet/files";
import { chooseRow } from "./choose-row.ts";
import { fetchWheels, wheelFolder } from "./fetch-wheel.ts";
import { findInPython } from "./find-in-python.ts";
import { libraryPaths, openLibraryFolder, wheelVersion } from "./library-folder.ts";
import { findNvidiaGpus } from "./nvidia.ts";
import { supportedPlatform } from "./platform.ts";
import { ProvisionError } from "./provision-error.ts";
import { isWhole } from "./wheels/manifest.ts";
import { type Flavor, libraryTarget, tensorFlowVersion, type WheelRow } from "./wheels/wheel.ts";

export type { FetchEvent };

export interface ProvisionOptions {
  /** "gpu" wants a library with CUDA, "cpu" none; "auto" looks for an NVIDIA GPU and its driver. Default "auto". */
  readonly device?: "auto" | "cpu" | "gpu" | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** TensorFlow's library on this machine. */
export interface TensorFlowLibrary {
  /** Such as "2.21.0"; "unknown" for a bare folder that TRESNET_TENSORFLOW_DIR names. */
  readonly version: string;
  readonly directory: string;
  readonly frameworkPath: string;
  readonly ccPath: string;
  readonly source: "override" | "cache" | "python" | "download";
  readonly flavor: Flavor;
}

/**
 * Returns TensorFlow's library, in this order: the folder that `TRESNET_TENSORFLOW_DIR` names, the user's cache, the
 * user's Python, a download by the user's own uv or pip (checked by SHA-256; 270 MB for CPUs, 2.5 GB for NVIDIA GPUs).
 *
 * The library for NVIDIA GPUs is written and unit-tested, but has never run on a GPU.
 * @throws ProvisionError with a `code` and what to do; the signal's reason when aborted.
 */
export async function provisionTensorFlow(options: ProvisionOptions = {}): Promise<TensorFlowLibrary> {
  const found = await findTensorFlow(options);
  if (found) return found;
  const row = await wantedRow(options);
  const { onProgress, signal } = options;
  await fetchWheels(row.wheels, { destination: cacheName(row), extract: libraryTarget, onProgress, signal });
  return cachedLibrary(row, "download");
}

/**
 * The same without the download: undefined when the library is in none of the first three places.
 * @throws ProvisionError when TRESNET_TENSORFLOW_DIR names a bad folder, or the platform is not supported.
 */
export async function findTensorFlow(options: ProvisionOptions = {}): Promise<TensorFlowLibrary | undefined> {
  options.signal?.throwIfAborted();
  const override = await overriddenLibrary();
  if (override) return override;
  const row = await wantedRow(options);
  if (await isWhole(wheelFolder(cacheName(row)), row.wheels)) return cachedLibrary(row, "cache");
  const python = await findInPython(options.signal);
  // A CUDA build computes on CPUs too; a CPU build does not compute on GPUs.
  if (!python || (row.flavor === "cuda" && python.library.flavor === "cpu")) return undefined;
  return { version: python.version, source: "python", ...python.library };
}

/** The name of the library's folder in the cache, such as "tensorflow-2.21.0-linux-x64-cpu". */
export function cacheName({ platform, flavor }: WheelRow): string {
  return `tensorflow-${tensorFlowVersion}-${platform}-${flavor}`;
}

function cachedLibrary(row: WheelRow, source: "cache" | "download"): TensorFlowLibrary {
  const directory = `${wheelFolder(cacheName(row))}/tensorflow`;
  return { version: tensorFlowVersion, directory, ...libraryPaths(directory), source, flavor: row.flavor };
}

async function overriddenLibrary(): Promise<TensorFlowLibrary | undefined> {
  const folder = process.env.TRESNET_TENSORFLOW_DIR;
  if (!folder) return undefined;
  const library = await openLibraryFolder(folder);
  if (!library) {
    const { ccPath, frameworkPath } = libraryPaths(folder);
    throw new ProvisionError(
      "bad-override",
      `TRESNET_TENSORFLOW_DIR: expected a folder with ${ccPath} and ${frameworkPath}, or a Python package folder "tensorflow" with them, got a folder without. Correct the variable, or unset it to have the library found or fetched.`,
    );
  }
  return { version: (await wheelVersion(library.directory)) ?? "unknown", source: "override", ...library };
}

/** The wheels for this machine and the wanted device. */
async function wantedRow({ device = "auto" }: ProvisionOptions): Promise<WheelRow> {
  return chooseRow(supportedPlatform(), device, await findNvidiaGpus());
}
