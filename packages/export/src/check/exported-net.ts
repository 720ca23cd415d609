/** A net to be asked: the model itself, or what was exported of it and loaded again. */

/** Images of one size, [n, height, width, channels], row by row. */
export interface ImageBatch {
  /** Normalized values, or the bytes of pixels. */
  readonly values: Float32Array | Uint8Array;
  /** The lengths of the axes. */
  readonly shape: readonly [n: number, height: number, width: number, channels: number];
}

/** A net that answers images: logits for normalized values, probabilities for bytes. */
export interface ExportedNet {
  /** What runs it, such as "onnxruntime-node 1.30.0". */
  readonly runtime: string;
  /** Answers a batch, [n, classes] row by row. */
  run(images: ImageBatch): Promise<Float32Array>;
  /** Releases what it holds. */
  dispose(): void | Promise<void>;
}
