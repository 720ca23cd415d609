/** Finds out which of the supported platforms this machine is. */
import { release } from "node:os";
import { ProvisionError } from "./provision-error.ts";
import type { WheelRow } from "./wheels/wheel.ts";

/** The facts about a machine that decide which library runs on it. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** The version of the GNU C library, such as "2.36"; undefined where there is none (musl, macOS). */
  readonly glibc: string | undefined;
  /** The kernel's version; on macOS 21 is macOS 12. */
  readonly release: string;
}

const oldestGlibcMinor = 27; // manylinux_2_27, the wheels' tag
const oldestDarwin = 21; // macosx_12_0, the wheel's tag

/** Reads the facts about the running machine. */
export function thisMachine(): Machine {
  return { platform: process.platform, arch: process.arch, glibc: glibcVersion(), release: release() };
}

/**
 * Returns the platform's name in the table of wheels.
 * @throws ProvisionError "unsupported-platform" that says why and what would run.
 */
export function supportedPlatform(machine: Machine = thisMachine()): WheelRow["platform"] {
  const { platform, arch, glibc } = machine;
  if (platform === "linux" && (arch === "x64" || arch === "arm64")) {
    if (glibc === undefined) {
      throw unsupported(
        "Linux with musl",
        "TensorFlow is built for the GNU C library: use a Debian, Ubuntu or Fedora image.",
      );
    }
    const [major = 0, minor = 0] = glibc.split(".").map(Number);
    if (major < 2 || (major === 2 && minor < oldestGlibcMinor)) {
      throw unsupported(
        `Linux with glibc ${glibc}`,
        `TensorFlow needs glibc 2.${oldestGlibcMinor} or later: update the system.`,
      );
    }
    return arch === "x64" ? "linux-x64" : "linux-arm64";
  }
  if (platform === "darwin" && arch === "arm64") {
    if (Number.parseInt(machine.release, 10) < oldestDarwin) {
      throw unsupported("macOS before 12", "Update macOS to 12 or later.");
    }
    return "macos-arm64";
  }
  const hint =
    platform === "win32"
      ? "Run under WSL 2, which is linux-x64."
      : platform === "darwin"
        ? "Google builds TensorFlow for Apple silicon only; if this is one, install the arm64 build of Node."
        : "Use one of those.";
  throw unsupported(`${platform}-${arch}`, hint);
}

function unsupported(got: string, hint: string): ProvisionError {
  return new ProvisionError(
    "unsupported-platform",
    `TensorFlow's library: expected linux-x64, linux-arm64 or macOS on Apple silicon, got ${got}. ${hint}`,
  );
}

function glibcVersion(): string | undefined {
  // or Node looks up the names of all open connections, for seconds
  Object.assign(process.report, { excludeNetwork: true });
  const report: unknown = process.report.getReport();
  if (typeof report !== "object" || report === null || !("header" in report)) return undefined;
  const { header } = report;
  if (typeof header !== "object" || header === null || !("glibcVersionRuntime" in header)) return undefined;
  return typeof header.glibcVersionRuntime === "string" ? header.glibcVersionRuntime : undefined;
}
