/** Policies of augmentation: AutoAugment's two, as published, and RandAugment. */
import type { AnyPixels } from "../../../dataset/pixels.ts";
import type { Random } from "../../../random.ts";
import type { ChannelValues } from "../../channel-values.ts";
import { augmentation } from "../augmentation.ts";
import { repeatGrey } from "../repeat-grey.ts";
import { operations } from "./operations.ts";
import { type Policy, policies } from "./policies.ts";

/** RandAugment: random operations, each with a chance of a half. */
export interface RandAugment {
  /** Tells RandAugment from AutoAugment's policies. */
  readonly kind: "random";
  /** How many operations are drawn for an image, 1 to 15. */
  readonly operations: number;
  /** How strong they are, 0 to 10. */
  readonly magnitude: number;
  /** Standard deviation of the magnitude, 0 to 100. */
  readonly deviation: number;
  /** Whether all operations change more with the magnitude (timm's inc1). */
  readonly increasing: boolean;
}

/**
 * A policy that changes every image in its own way: "imagenet" and "cifar10" draw one of the 25 pairs of operations
 * that AutoAugment found for that data set, "random" is RandAugment.
 */
export type AutoAugment =
  | {
      /** The data set that the policy was found for. */
      readonly kind: keyof typeof policies;
    }
  | RandAugment;

/** One of AutoAugment's policies, or RandAugment. */
export const autoAugment = augmentation<"autoAugment", AutoAugment>("autoAugment", {
  check(settings, require) {
    if (settings.kind !== "random") return;
    const { operations: count, magnitude, deviation } = settings;
    const isCount = Number.isInteger(count) && count >= 1 && count <= 15;
    require.holds(isCount, "autoAugment.operations", "a whole number from 1 to 15", count);
    require.holds(magnitude >= 0 && magnitude <= 10, "autoAugment.magnitude", "between 0 and 10", magnitude);
    require.holds(deviation >= 0 && deviation <= 100, "autoAugment.deviation", "between 0 and 100", deviation);
  },
  changesImages: () => true,
  apply: (image, settings, { mean, draws }) => applyPolicy(repeatGrey(image), settings, mean, draws),
});

const randomOperations = Object.values(operations);

/**
 * Changes uint8 [h, w, 3], maybe in place; the draws alone decide what happens.
 *
 * A policy's strengths are torchvision's (the paper's), RandAugment's are timm's; moved pixels are bilinear, and what
 * comes in from outside has the colour `mean`.
 * @see Cubuk et al. 2019, https://arxiv.org/abs/1805.09501; Cubuk et al. 2020, https://arxiv.org/abs/1909.13719
 */
export function applyPolicy(image: AnyPixels, policy: AutoAugment, mean: ChannelValues, draws: Random): AnyPixels {
  const fill = mean.map((value) => Math.round(255 * value));
  if (policy.kind === "random") return applyRandomOperations(image, policy, fill, draws);
  const table: Policy = policies[policy.kind];
  const chosen = table[draws.integer(table.length)] ?? [];
  let result = image;
  for (const [name, probability, level] of chosen) {
    const [chance, sign] = [draws.next(), draws.next() < 0.5 ? -1 : 1];
    if (chance >= probability) continue;
    const operation = operations[name];
    result = operation.apply(result, operation.policyStrength({ level: level / 9, sign, image }), fill);
  }
  return result;
}

function applyRandomOperations(
  image: AnyPixels,
  { operations: count, magnitude, deviation, increasing }: RandAugment,
  fill: readonly number[],
  draws: Random,
): AnyPixels {
  let result = image;
  for (let done = 0; done < count; done++) {
    const operation = randomOperations[draws.integer(randomOperations.length)] ?? operations.equalize;
    const [chance, sign] = [draws.next(), draws.next() < 0.5 ? -1 : 1];
    const normal = Math.sqrt(-2 * Math.log(1 - draws.next())) * Math.cos(2 * Math.PI * draws.next());
    // Half of the operations are left out, as timm does.
    if (chance >= 0.5) continue;
    const level = Math.min(10, Math.max(0, magnitude + deviation * normal)) / 10;
    result = operation.apply(result, operation.randomStrength({ level, sign, image }, increasing), fill);
  }
  return result;
}
