/** What runs a model: TensorFlow.js, or ONNX Runtime. */

/** One image, made ready. */
export interface ModelInput {
  /** Normalized values, float32 [1, height, width, 3]. */
  readonly values: Float32Array;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** Of a detector: height and width of the image in the input, and those that it had before. */
  readonly sizes?: readonly [number, number, number, number];
}

/** A loaded model, and what it says of itself. */
export interface RawModel {
  /** What the model says of itself, not read yet. */
  readonly description: unknown;
  /** Answers one image: its outputs by their names. */
  run(input: ModelInput): Promise<ReadonlyMap<string, Float32Array>>;
  /** Releases the model. */
  dispose(): void | Promise<void>;
}
