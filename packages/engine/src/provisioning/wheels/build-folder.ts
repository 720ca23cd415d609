/** Builds a finished cache folder from pinned wheels: download, verify, unpack, rename. */
import { randomUUID } from "node:crypto";
import { readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { OnProgress } from "@tresnet/files";
import { hashFile, makeFolder, syncFolder } from "@tresnet/files";
import { requireFreeSpace } from "../disk-error.ts";
import { addingUp, startPhase } from "../progress-reporter.ts";
import { ProvisionError } from "../provision-error.ts";
import { checkWritten } from "./check-written.ts";
import { type Download, downloadWheels } from "./download-wheels.ts";
import type { Installer } from "./find-installers.ts";
import { writeManifest } from "./manifest.ts";
import { sum } from "./sum.ts";
import { openUnpacked, openZip, type WheelContents } from "./wheel-contents.ts";
import { unpackedBytes, type Wheel, wheelName } from "./wheel-row.ts";
import { type ChosenEntry, type WriteOptions, type WrittenFile, writeEntries } from "./write-entries.ts";

/** Which files a folder is built of, and who hears of it. */
export interface BuildOptions {
  readonly extract: (entryName: string) => string | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly openFile?: WriteOptions["openFile"];
}

/**
 * Makes `folder` out of the wheels; until everything is checked and on disk it has another name, and on failure nothing
 * stays.
 *
 * The caller holds the folder's lock, so what an earlier, killed process left beside it is removed.
 * @throws ProvisionError of the step that failed.
 */
export async function buildFolder(
  wheels: readonly Wheel[],
  folder: string,
  installer: Installer,
  options: BuildOptions,
): Promise<void> {
  const parent = path.dirname(folder);
  const prefix = `.${path.basename(folder)}.partial-`;
  await makeFolder(parent);
  // Before the disk is asked for room: they may be what fills it.
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(path.join(parent, name), { recursive: true, force: true });
  }
  await requireFreeSpace(parent, neededBytes(wheels, installer));
  const work = path.join(parent, prefix + randomUUID());
  const finished = path.join(work, "finished");
  await makeFolder(finished);
  try {
    const download = await fetchInto(work, wheels, installer, options);
    const written = await unpack(download, finished, wheels, options);
    await writeManifest(finished, wheels, written);
    await syncFolder(finished);
    await rename(finished, folder);
    await syncFolder(parent);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Adds up what the disk needs room for: with pip the wheel and a copy of it in pip's temporary folder, with uv all of
 * it unpacked, and in both cases what we choose from it.
 */
function neededBytes(wheels: readonly Wheel[], { kind }: Installer): number {
  return sum(wheels.map((wheel) => (kind === "pip" ? 2 * wheel.bytes : unpackedBytes(wheel)) + unpackedBytes(wheel)));
}

async function fetchInto(
  work: string,
  wheels: readonly Wheel[],
  installer: Installer,
  { signal, onProgress }: BuildOptions,
): Promise<Download> {
  const total = sum(wheels.map(({ bytes }) => bytes));
  const name = wheels.map(wheelName).join(", ");
  const onBytes = startPhase("download", name, total, onProgress);
  const download = await downloadWheels(wheels, installer, work, { signal, onBytes });
  onBytes(total);
  if (download.kind === "wheels") await verifyWheels(download.folder, wheels, { signal, onProgress });
  return download;
}

/** Checks the wheels' SHA-256 ourselves: pip has checked it too, but what we unpack is what we have seen. */
async function verifyWheels(
  folder: string,
  wheels: readonly Wheel[],
  { signal, onProgress }: Pick<BuildOptions, "signal" | "onProgress">,
): Promise<void> {
  for (const wheel of wheels) {
    const file = path.join(folder, wheel.file);
    const size = (await stat(file).catch(() => undefined))?.size;
    if (size === undefined) {
      const got = (await readdir(folder)).join(", ") || "nothing";
      throw new ProvisionError(
        "broken-wheel",
        `${wheelName(wheel)}: expected the file ${wheel.file}, got ${got}. Run again.`,
      );
    }
    const onBytes = addingUp(startPhase("verify", wheelName(wheel), size, onProgress));
    const sha256 = await hashFile(file, { signal, onBytes });
    if (sha256 !== wheel.sha256) {
      throw new ProvisionError(
        "hash-mismatch",
        `${wheel.file}: expected SHA-256 ${wheel.sha256} (${wheel.bytes} bytes), got ${sha256} (${size} bytes). Nothing was kept; run again to fetch it anew.`,
      );
    }
  }
}

async function unpack(
  download: Download,
  finished: string,
  wheels: readonly Wheel[],
  { extract, signal, onProgress, openFile }: BuildOptions,
): Promise<WrittenFile[]> {
  const opened: WheelContents[] = [];
  try {
    if (download.kind === "unpacked") opened.push(await openUnpacked(download.folder));
    else for (const { file } of wheels) opened.push(await openZip(path.join(download.folder, file)));
    const entries = opened.flatMap((contents) => contents.entries);
    const chosen = entries.flatMap((entry): ChosenEntry[] => {
      const target = extract(entry.name);
      return target === undefined ? [] : [{ entry, target }];
    });
    const total = sum(chosen.map(({ entry }) => entry.bytes));
    const onBytes = addingUp(startPhase("unpack", wheels.map(wheelName).join(", "), total, onProgress));
    const written = await writeEntries(chosen, finished, { signal, onBytes, ...(openFile ? { openFile } : {}) });
    await checkWritten(written, entries, wheels);
    return written;
  } finally {
    for (const contents of opened) contents.close();
  }
}
