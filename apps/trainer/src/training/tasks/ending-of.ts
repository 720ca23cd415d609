import type { BatchLoader } from "@tresnet/data";
import type { HeldOut } from "./task.ts";

/** What loaders of held-out images could not read, and their end, with that of the evaluators of these images. */
export function endingOf(
  given: readonly (BatchLoader | undefined)[],
  evaluators: readonly { dispose(): void }[],
): Pick<HeldOut, "broken" | "damaged" | "dispose"> {
  // The final score may be of the images that are validated on, by the same loader.
  const loaders = [...new Set(given)];
  return {
    broken: () => loaders.flatMap((one) => one?.broken ?? []),
    damaged: () => loaders.flatMap((one) => one?.damaged ?? []),
    async dispose() {
      await Promise.all(loaders.map((one) => one?.close()));
      for (const one of evaluators) one.dispose();
    },
  };
}
