/** Refuses to fetch gigabytes for a GPU that is not there. */
import { findNvidiaGpus, type NvidiaGpus } from "./nvidia.ts";
import { ProvisionError } from "./provision-error.ts";

/**
 * Checks that there is an NVIDIA GPU, before a library is looked for or fetched for it.
 *
 * A library that TRESNET_TENSORFLOW_DIR names may know other GPUs, and is asked itself.
 * @throws ProvisionError "no-gpu" when there is none.
 */
export async function requireGpu(find: () => Promise<NvidiaGpus> = findNvidiaGpus): Promise<void> {
  if (process.env.TRESNET_TENSORFLOW_DIR) return;
  const { driver, devices } = await find();
  if (devices.length > 0) return;
  const reason = driver === undefined ? "no NVIDIA driver is loaded" : `NVIDIA's driver ${driver} is loaded`;
  throw new ProvisionError(
    "no-gpu",
    `device: expected "cpu" or "auto" on a machine without an NVIDIA GPU (${reason}, and there is no /dev/nvidia0), got "gpu". Nothing was fetched. Run \`tresnet doctor\` for more; in a container, start it with access to the GPU.`,
  );
}
