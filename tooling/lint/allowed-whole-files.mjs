/** Files that may read others whole without a limit, each with what makes that safe. */

const kernel = "the kernel writes it, a few kilobytes, and it is no file of a user's";

/** @type {Readonly<Record<string, string>>} */
export const allowedWholeFiles = {
  "packages/engine/src/native/cpu-features.ts": `/proc/cpuinfo: ${kernel}`,
  "packages/engine/src/provisioning/nvidia.ts": `/proc/driver/nvidia/version: ${kernel}`,
  "packages/page/src/build-assets.ts": "this package's own files, while it is built",
  "packages/zoo/src/pretrained/class-names.ts": "a table of this package",
  "apps/benchmark/src/text/core-list.ts": `files below /sys: ${kernel}`,
  "apps/benchmark/src/processes/load-meter.ts": `/proc/stat: ${kernel}`,
  "apps/benchmark/src/terms/machine.ts": `/proc/self/status: ${kernel}`,
  "apps/benchmark/src/memory/peak-memory.ts": `/proc/PID/status: ${kernel}`,
  "apps/trainer/src/terminal/shell-limits.ts": `/proc/self/limits: ${kernel}`,
};
