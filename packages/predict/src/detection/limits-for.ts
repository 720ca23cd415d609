import { PredictError } from "../predict-error.ts";
import type { DetectorDescription, FindingLimits } from "./detector-description.ts";

/** Limits that somebody may want. */
type WantedLimits = { readonly [Name in Exclude<keyof FindingLimits, "perLevel">]?: number | undefined };

/**
 * The limits of what is found: what is wanted, else what the detector says.
 * @throws PredictError for a number that can't be, or that a file whose limits are fixed can't do.
 */
export function limitsFor({ limits, pyramid }: DetectorDescription, wanted: WantedLimits): FindingLimits {
  const {
    scoreThreshold = limits.scoreThreshold,
    iouThreshold = limits.iouThreshold,
    perImage = limits.perImage,
  } = wanted;
  for (const [name, value] of Object.entries({ scoreThreshold, iouThreshold })) {
    if (value >= 0 && value <= 1) continue;
    throw new PredictError(`detect: expected a number from 0 to 1 as ${name}, got ${value}. Correct it.`);
  }
  if (!Number.isInteger(perImage) || perImage < 1) {
    throw new PredictError(`detect: expected a whole number from 1 on as perImage, got ${perImage}. Correct it.`);
  }
  if (pyramid === undefined) checkFixed(limits, { scoreThreshold, iouThreshold, perImage });
  return { scoreThreshold, iouThreshold, perImage, perLevel: limits.perLevel };
}

/** What a file that decodes by itself has left out, nobody can bring back. */
function checkFixed(fixed: FindingLimits, wanted: Omit<FindingLimits, "perLevel">): void {
  const faults = [
    wanted.scoreThreshold < fixed.scoreThreshold && `scoreThreshold from ${fixed.scoreThreshold} on`,
    wanted.iouThreshold !== fixed.iouThreshold && `an iouThreshold of ${fixed.iouThreshold}`,
    wanted.perImage > fixed.perImage && `perImage of at most ${fixed.perImage}`,
  ].filter((fault) => fault !== false);
  if (faults.length === 0) return;
  throw new PredictError(
    `detect: expected ${faults.join(" and ")}, which the ONNX file was exported for. Export it for others, or as tfjs-graph-model.`,
  );
}
