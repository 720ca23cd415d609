/** Chromium for tests: the system's own, without a window and without a graphics card. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Browser, chromium } from "playwright-core";
import { notRun } from "./not-run.ts";

const runs = promisify(execFile);

/** The names under which systems have it. */
const programs = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

// WebGPU and WebGL by SwiftShader, on the CPU; without these there is no adapter.
const flags = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan,WebGPUDeveloperFeatures",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];

/**
 * Starts Chromium; the caller closes it. It is what TRESNET_CHROMIUM names, or the first on PATH; without one the
 * running test is not run. Further arguments are added to its command line.
 */
export async function openChromium(further: readonly string[] = []): Promise<Browser> {
  const executablePath = await findChromium();
  // Containers run as root, where Chromium has no sandbox.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return await chromium.launch({ executablePath, args: [...flags, ...sandbox, ...further] });
}

async function findChromium(): Promise<string> {
  const named = process.env["TRESNET_CHROMIUM"];
  if (named) return named;
  for (const program of programs) {
    const found = await runs("which", [program]).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    );
    if (found) return found;
  }
  return notRun("there is no Chromium; install it, or name one in TRESNET_CHROMIUM");
}
