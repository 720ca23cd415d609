/** Which GPU each of the processes on one machine computes on. */
import { readdir } from "node:fs/promises";
import { UsageError } from "../errors.ts";
import type { TrainOptions } from "../settings/train-options.ts";

/**
 * The value of CUDA_VISIBLE_DEVICES for each process: a GPU of its own; undefined where there is none, or none is
 * wanted.
 * @throws UsageError when there are GPUs, and fewer than processes.
 */
export function gpusOf(
  { device }: Pick<TrainOptions, "device">,
  processes: number,
  gpus: readonly string[],
): readonly string[] | undefined {
  if (device === "cpu" || gpus.length === 0) return undefined;
  if (gpus.length >= processes) return gpus.slice(0, processes);
  throw new UsageError(
    `--processes: expected at most ${gpus.length}, one for each GPU, got ${processes}. Take fewer, or add --device cpu.`,
  );
}

/** The GPUs that this process may see, as CUDA_VISIBLE_DEVICES numbers them. */
export async function visibleGpus(environment = process.env): Promise<readonly string[]> {
  const { CUDA_VISIBLE_DEVICES: visible } = environment;
  if (visible !== undefined) return visible.split(",").filter((name) => name.trim() !== "" && name !== "-1");
  const names = await readdir("/dev").catch(() => []);
  return names.flatMap((name) => /^nvidia(\d+)$/.exec(name)?.[1] ?? []).toSorted((a, b) => Number(a) - Number(b));
}
