/** A detector to be asked: the detector itself, or what was exported of it and loaded again. */
import type { Detections } from "@tresnet/boxes";
import type { Placement } from "@tresnet/detection";
import type { ImageBatch } from "./exported-net.ts";

/** A batch of images, and where each lies in its input. */
export interface PlacedImages {
  /** The images: normalized values, or bytes for what normalizes them itself. */
  readonly images: ImageBatch;
  /** Which part of the input each image is, and in which pixels its boxes are given. */
  readonly placements: readonly Placement[];
}

/** A detector that answers batches of images with boxes. */
export interface ExportedDetector {
  /** What runs it, such as "onnxruntime-node 1.30.0". */
  readonly runtime: string;
  /** Finds objects in a batch of the size that it was exported for. */
  run(batch: PlacedImages): Promise<readonly Detections[]>;
  /** Releases what it holds. */
  dispose(): void | Promise<void>;
}
