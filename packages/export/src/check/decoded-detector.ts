/** A detector's net that was exported without decoding, with `@tresnet/boxes` to decode what it answers. */
import { decodeDetections, type Pyramid, splitAnswers } from "@tresnet/boxes";
import type { DetectionLimits } from "@tresnet/detection";
import { ExportError } from "../errors.ts";
import type { ExportedDetector } from "./exported-detector.ts";
import type { ExportedNet } from "./exported-net.ts";

/** How answers become boxes. */
export interface DecodedDetectorOptions extends DetectionLimits {
  /** The maps that the answers belong to. */
  readonly pyramid: Pyramid;
  /** How many classes there are. */
  readonly numClasses: number;
}

/** Lets a net with a detector's answers, [n, locations, classes + 5], be asked for boxes; it is released with it. */
export function decodedDetector(
  net: ExportedNet,
  { pyramid, numClasses, ...limits }: DecodedDetectorOptions,
): ExportedDetector {
  return {
    runtime: net.runtime,
    dispose: () => net.dispose(),
    run: async ({ images, placements }) => {
      const [n] = images.shape;
      if (placements.length !== n) {
        throw new ExportError(`${net.runtime}: expected a placement of each of ${n} images, got ${placements.length}.`);
      }
      const answers = await net.run(images);
      const length = answers.length / n;
      return placements.map((placement, image) => {
        const own = answers.subarray(image * length, (image + 1) * length);
        return decodeDetections(splitAnswers(own, numClasses), pyramid, { ...limits, ...placement });
      });
    },
  };
}
