/** The browser that is measured: the system's Chromium, without a window. */
import { access } from "node:fs/promises";
import path from "node:path";
import { type Browser, chromium } from "playwright-core";

const programs = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

// WebGPU and WebGL of whatever there is; Linux has WebGPU only where it is asked for.
const flags = ["--enable-unsafe-webgpu", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"];

// Signals end this process, and its end ends the browser: see leaveNothing.
const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };

/** Starts Chromium from its path; the caller closes it. */
export async function openChromium(executablePath: string): Promise<Browser> {
  // Containers run as root, where Chromium has no sandbox.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return await chromium.launch({ executablePath, args: [...flags, ...sandbox], ...signals });
}

/**
 * The path of Chromium: what TRESNET_CHROMIUM names, else the first on PATH.
 * @throws Error that says what to do where there is none.
 */
export async function findChromium(): Promise<string> {
  const named = process.env["TRESNET_CHROMIUM"];
  if (named) return named;
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    for (const program of programs) {
      const file = path.join(folder, program);
      if (folder !== "" && (await exists(file))) return file;
    }
  }
  throw new Error(
    `browser: expected one of ${programs.join(", ")} on PATH, got none. Install Chromium, or name it in TRESNET_CHROMIUM.`,
  );
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
