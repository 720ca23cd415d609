/** What is made beside its place before it gets its name, a part of something that is made so too among it. */
import { rm } from "node:fs/promises";
import path from "node:path";
import { partialName } from "./partial-name.ts";

/** What this process is making under names of its own, by absolute paths. */
const beingMade = new Set<string>();

/**
 * Lets `work` make something under a name of its own beside `target`. `isPart` tells it that `target` is, or lies in,
 * what another call is making: that call brings all of it to the disk, once.
 * @throws what `work` throws; what it made is removed then.
 */
export async function withPartial(
  target: string,
  work: (partial: string, isPart: boolean) => Promise<void>,
): Promise<void> {
  const partial = partialName(target);
  const own = path.resolve(partial);
  const isPart = isBeingMade(path.resolve(target));
  beingMade.add(own);
  try {
    await work(partial, isPart);
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  } finally {
    beingMade.delete(own);
  }
}

/** Whether an absolute path, or a folder above it, is being made. */
function isBeingMade(place: string): boolean {
  const parent = path.dirname(place);
  return beingMade.has(place) || (parent !== place && isBeingMade(parent));
}
