/** Chooses the wheels for a platform and a wanted device. */

import type { NvidiaGpus } from "./nvidia.ts";
import { ProvisionError } from "./provision-error.ts";
import { type WheelRow, wheelRows } from "./wheels/wheel.ts";

/**
 * Chooses the CUDA row for "gpu", and for "auto" on a machine with a GPU and its driver; else the CPU row.
 * @throws ProvisionError "no-gpu" when a GPU is asked for and TensorFlow has no GPU build for the platform.
 */
export function chooseRow(
  platform: WheelRow["platform"],
  device: "auto" | "cpu" | "gpu",
  { driver, devices }: NvidiaGpus,
): WheelRow {
  const rows: readonly WheelRow[] = wheelRows.filter((row) => row.platform === platform);
  const cuda = rows.find(({ flavor }) => flavor === "cuda");
  const cpu = rows.find(({ flavor }) => flavor === "cpu");
  const wanted = device === "gpu" || (device === "auto" && driver !== undefined && devices.length > 0);
  if (wanted && cuda) return cuda;
  if (device === "gpu" || !cpu) {
    throw new ProvisionError(
      "no-gpu",
      `device: expected "cpu" or "auto" on ${platform}, got "${device}". TensorFlow has no GPU build for it.`,
    );
  }
  return cpu;
}
