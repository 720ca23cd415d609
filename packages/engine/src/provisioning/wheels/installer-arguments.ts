/** Writes the command lines that make pip or uv fetch exactly the pinned wheels, whatever Python and platform run. */

import { wheelTags } from "./wheel-file-name.ts";
import type { Wheel } from "./wheel-row.ts";

/** The paths that an installer works on. */
export interface InstallerFolders {
  /** The requirements file. */
  readonly requirements: string;
  /** The folder in which pip puts the wheels, and uv the unpacked files. */
  readonly target: string;
  /** The folder that uv has for a cache. */
  readonly cache: string;
}

/** Writes the requirements file: one pinned, hashed line per wheel. */
export function requirementLines(wheels: readonly Wheel[]): string {
  return wheels.map(({ project, version, sha256 }) => `${project}==${version} --hash=sha256:${sha256}\n`).join("");
}

/** Writes the arguments of `pip download …`, which puts the wheels themselves into the target folder. */
export function pipArguments(wheels: readonly Wheel[], { requirements, target }: InstallerFolders): string[] {
  const tags = wheels.map(({ file }) => wheelTags(file));
  const platforms = new Set(tags.flatMap(({ platforms }) => platforms).filter((platform) => platform !== "any"));
  const abis = new Set(tags.map(({ abi }) => abi));
  // Tags restrict pip only when one is given, and then all of them must be: a pure wheel wants none.
  const restrictions =
    platforms.size === 0
      ? []
      : [
          ...["--implementation", "cp"],
          ...[...abis].flatMap((abi) => ["--abi", abi]),
          ...[...platforms].flatMap((platform) => ["--platform", platform]),
        ];
  return [
    ...["download", "--no-deps", "--only-binary=:all:", "--require-hashes", "--requirement", requirements],
    ...["--dest", target, "--python-version", pythonVersion(wheels), ...restrictions],
    // Our own cache keeps the files: a second copy in pip's would only fill the disk.
    ...["--no-cache-dir", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"],
  ];
}

/** Writes the arguments of `uv pip install --target …`: uv has no download command, so it unpacks the wheels there. */
export function uvArguments(wheels: readonly Wheel[], { requirements, target, cache }: InstallerFolders): string[] {
  const platform = wheels.map(({ file }) => uvPlatform(wheelTags(file).platforms)).find((name) => name !== undefined);
  return [
    ...["pip", "install", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--requirement", requirements],
    ...["--target", target, "--python-version", pythonVersion(wheels)],
    ...(platform ? ["--python-platform", platform] : []),
    ...["--cache-dir", cache, "--link-mode", "hardlink", "--no-progress", "--color", "never"],
  ];
}

/** Finds the CPython that the wheels name ("cp311" → "3.11"); pure wheels take any, so the oldest supported will do. */
function pythonVersion(wheels: readonly Wheel[]): string {
  for (const { file } of wheels) {
    const minor = /^cp3(\d+)$/.exec(wheelTags(file).python)?.[1];
    if (minor) return `3.${minor}`;
  }
  return "3.11";
}

/** Finds uv's own name for the platform of a wheel's tags; each accepts the older manylinux tags too. */
function uvPlatform(platforms: readonly string[]): string | undefined {
  for (const platform of platforms) {
    const linux = /^manylinux_2_(\d+)_(\w+)$/.exec(platform);
    if (linux) return `${linux[2]}-manylinux_2_${Number(linux[1]) <= 28 ? 28 : 40}`;
    const mac = /^macosx_\d+_\d+_(arm64|x86_64)$/.exec(platform);
    if (mac) return mac[1] === "arm64" ? "aarch64-apple-darwin" : "x86_64-apple-darwin";
  }
  return undefined;
}
