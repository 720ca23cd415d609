/** Finds the user's own uv and pip. */
import { runProcess } from "./run-process.ts";

/** A program that can fetch wheels from the index the user has configured. */
export interface Installer {
  /** Which of the two programs it is. */
  readonly kind: "uv" | "pip";
  /** The program and the arguments that come before all others, such as ["python3", "-m", "pip"]. */
  readonly command: readonly [string, ...string[]];
  /** The program's version, such as "0.9.2" (uv) or "23.2.1" (pip). */
  readonly version: string;
}

// pip first: it hands over the wheel itself, while uv unpacks all of its ten thousand files to give us two.
const candidates = [
  { kind: "pip", command: ["python3", "-m", "pip"] },
  { kind: "pip", command: ["python", "-m", "pip"] },
  { kind: "pip", command: ["pip3"] },
  { kind: "pip", command: ["pip"] },
  { kind: "uv", command: ["uv"] },
] as const satisfies readonly Omit<Installer, "version">[];

/** Finds the installers on PATH, pip first, each kind once. */
export async function findInstallers(signal?: AbortSignal): Promise<Installer[]> {
  const found: Installer[] = [];
  for (const { kind, command } of candidates) {
    if (found.some((installer) => installer.kind === kind)) continue;
    const version = await installerVersion(command, signal);
    if (version) found.push({ kind, command, version });
  }
  return found;
}

async function installerVersion(
  [program, ...first]: readonly [string, ...string[]],
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { exitCode, output } = await runProcess(program, [...first, "--version"], { signal, timeoutMs: 30_000 });
  return exitCode === 0 ? /^(?:uv|pip) (\d[^\s]*)/m.exec(output)?.[1] : undefined;
}
