/**
 * A checkpoint can't be read, doesn't fit the model, or can't be written; the message names the file and the tensor.
 */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}
