/** Lets the user's own uv or pip fetch pinned wheels into a folder of ours. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder } from "@tresnet/files";
import type { Installer } from "./find-installers.ts";
import { folderSize } from "./folder-size.ts";
import { pipArguments, requirementLines, uvArguments } from "./installer-arguments.ts";
import { installerFailure } from "./installer-failure.ts";
import { runProcess } from "./run-process.ts";
import { sum } from "./sum.ts";
import { unpackedBytes, type Wheel, wheelName } from "./wheel-row.ts";

/** Who hears of a download, and may stop it. */
export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hears how many bytes of the wheels are here, at most their total. */
  readonly onBytes?: (receivedBytes: number) => void;
}

/** What a download brought: the wheels themselves (pip), or one folder of their unpacked files (uv). */
export type Download =
  | { readonly kind: "wheels"; readonly folder: string }
  | { readonly kind: "unpacked"; readonly folder: string };

const pollMs = 200;

/**
 * Downloads all wheels into `workFolder` with one call of `installer`, which checks every SHA-256 itself.
 * @throws ProvisionError of the kind that the installer's output tells.
 */
export async function downloadWheels(
  wheels: readonly Wheel[],
  installer: Installer,
  workFolder: string,
  { signal, onBytes }: DownloadOptions = {},
): Promise<Download> {
  const inWork = (name: string) => path.join(workFolder, name);
  const folders = { requirements: inWork("requirements.txt"), target: inWork("target"), cache: inWork("uv-cache") };
  const temporary = inWork("temporary");
  await makeFolder(folders.target);
  await makeFolder(temporary);
  await writeFile(folders.requirements, requirementLines(wheels));

  const [program, ...first] = installer.command;
  const env: NodeJS.ProcessEnv = { ...process.env, TMPDIR: temporary, PIP_REQUIRE_VIRTUALENV: "0" };
  // It would switch off the very check that this download rests on.
  delete env.UV_NO_VERIFY_HASHES;
  if (installer.kind === "uv" && !(await uvHasPython(program, signal))) {
    // uv wants some Python even to unpack a wheel: a passing one, gone with the work folder.
    env.UV_PYTHON_INSTALL_DIR = inWork("uv-python");
  }
  const args = installer.kind === "uv" ? uvArguments(wheels, folders) : pipArguments(wheels, folders);
  const watched = installer.kind === "uv" ? [folders.cache] : [temporary, folders.target];
  const stopWatching = onBytes && watchBytes(wheels, installer, watched, onBytes);
  try {
    const { exitCode, output } = await runProcess(program, [...first, ...args], { env, signal });
    if (exitCode !== 0) throw installerFailure(installer.kind, wheels.map(wheelName).join(", "), output);
  } finally {
    stopWatching?.();
  }
  return { kind: installer.kind === "uv" ? "unpacked" : "wheels", folder: folders.target };
}

async function uvHasPython(program: string, signal: AbortSignal | undefined): Promise<boolean> {
  const { exitCode } = await runProcess(program, ["python", "find", "--no-python-downloads"], { signal });
  return exitCode === 0;
}

/** Measures the growing files: old pip has no machine-readable progress, and uv none at all. */
function watchBytes(
  wheels: readonly Wheel[],
  { kind }: Installer,
  folders: readonly string[],
  onBytes: (receivedBytes: number) => void,
): () => void {
  const total = sum(wheels.map(({ bytes }) => bytes));
  // uv unpacks while it downloads: what lies on disk is larger than what came over the wire.
  const scale = kind === "uv" ? total / sum(wheels.map(unpackedBytes)) : 1;
  const stop = new AbortController();
  const watch = async () => {
    for (let reported = 0; ; ) {
      const startMs = performance.now();
      const size = sum(await Promise.all(folders.map(folderSize)));
      const received = Math.min(total, Math.floor(size * scale));
      if (stop.signal.aborted) return;
      if (received > reported) onBytes(received);
      reported = Math.max(reported, received);
      // Measuring thousands of files is work too: it may take a tenth of the time, no more.
      await sleep(Math.max(pollMs, 9 * (performance.now() - startMs)), undefined, { signal: stop.signal });
    }
  };
  watch().catch(() => undefined); // only the sleep rejects, when stopped
  return () => stop.abort();
}
