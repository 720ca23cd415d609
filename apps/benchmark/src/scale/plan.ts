/** What more machines would give, by the parts of a step that were measured on this one. */

/** The parts of a step, measured. */
export interface PlanParts {
  /** The step of one process alone. */
  readonly stepMs: number;
  /** How much longer it takes as one of two processes on this machine than beside one that trains for itself. */
  readonly handlingMs: number;
  /** What the gradients are on the way. */
  readonly gradientBytes: number;
  /** How long a single number takes from one process to the next. */
  readonly hopMs: number;
}

/** Machines, and what is between them. */
export interface PlannedNetwork {
  readonly machines: number;
  /** What each can send, and receive at the same time. */
  readonly gigabits: number;
}

/** A bucket of gradients, as `allReduce` makes them: 2 million numbers at least. */
export const bucketBytes = 8e6;

/**
 * The share of a step in which gradients can travel: the backward pass, two of every three products. The gradient of a
 * convolution is two convolutions.
 */
export const backwardShare = 2 / 3;

/** How long a ring takes: each machine sends 2(n−1)/n of the bytes, in 2(n−1) hops for each bucket. */
export function ringMs(
  { gradientBytes, hopMs }: Pick<PlanParts, "gradientBytes" | "hopMs">,
  { machines, gigabits }: PlannedNetwork,
): number {
  const sent = ringShare(machines) * gradientBytes;
  const buckets = Math.ceil(gradientBytes / bucketBytes);
  return (sent * 8) / (gigabits * 1e6) + buckets * 2 * (machines - 1) * hopMs;
}

/**
 * The step of each machine: its own, what it does with the bytes, and what of the ring is not over by the end of the
 * backward pass; the last bucket can't begin before.
 */
export function plannedStepMs(parts: PlanParts, network: PlannedNetwork): number {
  const { stepMs, handlingMs, gradientBytes } = parts;
  const lastBucket = ringMs({ ...parts, gradientBytes: Math.min(gradientBytes, bucketBytes) }, network);
  const left = ringMs(parts, network) - backwardShare * stepMs;
  // Two processes, whose handling was measured, send as much as the gradients are.
  return stepMs + ringShare(network.machines) * handlingMs + Math.max(lastBucket, left);
}

/** What n machines do of n times the images of one, 0 to 1. */
export function plannedEfficiency(parts: PlanParts, network: PlannedNetwork): number {
  return parts.stepMs / plannedStepMs(parts, network);
}

function ringShare(machines: number): number {
  return (2 * (machines - 1)) / machines;
}
