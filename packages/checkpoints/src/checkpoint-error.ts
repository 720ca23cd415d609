/**
 * Says that a checkpoint can't be read, doesn't fit the model, or can't be written; the message names the file and the
 * tensor.
 */
export class CheckpointError extends Error {
  /** Always "CheckpointError". */
  override readonly name = "CheckpointError";
}
