/** Writes and reads the list of files of a finished cache folder, by which a later run knows that it is whole. */
import { stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { readWhole } from "@tresnet/files";
import type { Wheel } from "./wheel-row.ts";
import type { WrittenFile } from "./write-entries.ts";

/** The wheels that a folder was made of, and its files. */
export interface Manifest {
  readonly wheels: readonly { readonly project: string; readonly version: string; readonly sha256: string }[];
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

const manifestName = "tresnet-manifest.json";

/** Writes the manifest into a folder that is about to be renamed into place. */
export async function writeManifest(
  folder: string,
  wheels: readonly Wheel[],
  written: readonly WrittenFile[],
): Promise<void> {
  const manifest: Manifest = {
    wheels: wheels.map(({ project, version, sha256 }) => ({ project, version, sha256 })),
    files: written.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
  };
  await writeFile(path.join(folder, manifestName), `${JSON.stringify(manifest, undefined, 1)}\n`, { flush: true });
}

/** Whether `folder` was finished from exactly these wheels and no file has since lost or gained a byte. */
export async function isWhole(folder: string, wheels: readonly Wheel[]): Promise<boolean> {
  const manifest = await readManifest(folder);
  if (!manifest || manifest.wheels.length !== wheels.length) return false;
  if (!wheels.every(({ sha256 }) => manifest.wheels.some((wheel) => wheel.sha256 === sha256))) return false;
  const sizes = await Promise.all(
    manifest.files.map(async (file) => (await stat(path.join(folder, file.path)).catch(() => undefined))?.size),
  );
  return manifest.files.every((file, index) => file.bytes === sizes[index]);
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const manifest: unknown = JSON.parse(
      String(await readWhole(path.join(folder, manifestName), { mostBytes: 2 ** 24 })),
    );
    return isManifest(manifest) ? manifest : undefined;
  } catch {
    return undefined; // not there, or not ours: the folder is not a finished one
  }
}

function isManifest(value: unknown): value is Manifest {
  return (
    typeof value === "object" &&
    value !== null &&
    "wheels" in value &&
    "files" in value &&
    hasStrings(value.wheels, ["sha256"]) &&
    hasStrings(value.files, ["path", "sha256"])
  );
}

function hasStrings(value: unknown, keys: readonly string[]): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (item) => typeof item === "object" && item !== null && keys.every((key) => typeof item[key] === "string"),
    )
  );
}
