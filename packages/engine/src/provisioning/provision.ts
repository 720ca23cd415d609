/** Finds TensorFlow's library on the user's machine, or fetches it. */

import type { OnProgress } from "@tresnet/files";
import { chooseRow } from "./choose-row.ts";
import { fetchWheels, wheelFolder } from "./fetch-wheel.ts";
import { findInPython } from "./find-in-python.ts";
import { libraryPaths, openLibraryFolder, wheelVersion } from "./library-folder.ts";
import { findNvidiaGpus } from "./nvidia.ts";
import { supportedPlatform } from "./platform.ts";
import { ProvisionError } from "./provision-error.ts";
import { isWhole } from "./wheels/manifest.ts";
import { type Flavor, libraryTarget, tensorFlowVersion, type WheelRow } from "./wheels/wheel.ts";

/** Which library is wanted, and who hears of the search and the download. */
export interface ProvisionOptions {
  /**
   * The device that the library is for: "gpu" wants one with CUDA, "cpu" one without, "auto" looks for an NVIDIA GPU
   * and its driver.
   * @default "auto"
   */
  readonly device?: "auto" | "cpu" | "gpu" | undefined;
  /** Hears what is being done, and how many bytes are through. */
  readonly onProgress?: OnProgress | undefined;
  /** Stops the search and the download. */
  readonly signal?: AbortSignal | undefined;
}

/** TensorFlow's library on this machine. */
export interface TensorFlowLibrary {
  /** The library's version, such as "2.21.0"; "unknown" for a bare folder that TRESNET_TENSORFLOW_DIR names. */
  readonly version: string;
  /** The folder that holds the library's two files. */
  readonly directory: string;
  /** The path of `libtensorflow_framework`, which is loaded first. */
  readonly frameworkPath: string;
  /** The path of `libtensorflow_cc`. */
  readonly ccPath: string;
  /**
   * Where the library comes from: TRESNET_TENSORFLOW_DIR, the user's cache, the user's Python, or a download just now.
   */
  readonly source: "override" | "cache" | "python" | "download";
  /** Whether the library is built with CUDA, for NVIDIA GPUs, or for CPUs only. */
  readonly flavor: Flavor;
}

/**
 * Finds TensorFlow's library on this machine, or fetches it.
 *
 * It is looked for in this order: the folder that `TRESNET_TENSORFLOW_DIR` names, the user's cache, the user's Python.
 * Else the user's own uv or pip downloads it, checked by SHA-256: 270 MB for CPUs, 2.5 GB for NVIDIA GPUs.
 *
 * The library for NVIDIA GPUs is written and unit-tested, but has never run on a GPU.
 * @throws ProvisionError with a `code` and what to do, when the library can't be had.
 * @throws the signal's reason when aborted.
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
 * Finds TensorFlow's library on this machine, and downloads nothing.
 *
 * It is looked for in this order: the folder that `TRESNET_TENSORFLOW_DIR` names, the user's cache, the user's Python;
 * undefined when it is in none of them.
 * @throws ProvisionError when TRESNET_TENSORFLOW_DIR names a bad folder, or the platform is not supported.
 * @throws the signal's reason when aborted.
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

/** Names the library's folder in the cache, such as "tensorflow-2.21.0-linux-x64-cpu". */
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

/** Chooses the wheels for this machine and the wanted device. */
async function wantedRow({ device = "auto" }: ProvisionOptions): Promise<WheelRow> {
  return chooseRow(supportedPlatform(), device, await findNvidiaGpus());
}
