/** Reads `--aa`, in timm's spelling; timm calls AutoAugment's policy for ImageNet "original". */
import type { AutoAugment } from "@tresnet/data";
import { UsageError } from "../../errors.ts";

/**
 * "imagenet" (or "original") and "cifar10" are AutoAugment's policies; "rand-m9-n2-mstd0.5-inc1" is RandAugment:
 * magnitude, operations (2 where they are left out), the magnitude's standard deviation, and whether all operations
 * grow with it.
 * @throws UsageError for anything else.
 */
export function augmentPolicy(text: string): AutoAugment {
  if (text === "imagenet" || text === "cifar10") return { kind: text };
  if (text === "original") return { kind: "imagenet" };
  const [name, ...parts] = text.split("-");
  const settings = new Map(parts.map((part) => [part.replace(/[\d.]+$/, ""), Number(/[\d.]+$/.exec(part)?.[0])]));
  const { m: magnitude, n: operations = 2, mstd: deviation = 0, inc = 0, ...others } = Object.fromEntries(settings);
  const known = Object.keys(others).length === 0 && settings.size === parts.length;
  const fits =
    magnitude !== undefined &&
    inRange(magnitude, 0, 10) &&
    Number.isInteger(operations) &&
    inRange(operations, 1, 15) &&
    inRange(deviation, 0, 100) &&
    (inc === 0 || inc === 1);
  if (name !== "rand" || !known || !fits) {
    throw new UsageError(
      `--aa: expected imagenet, cifar10 or RandAugment such as rand-m9-n2 (m from 0 to 10, n from 1 to 15, then -mstd0.5 or -inc1), got "${text}".`,
    );
  }
  return { kind: "random", operations, magnitude, deviation, increasing: inc === 1 };
}

function inRange(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
