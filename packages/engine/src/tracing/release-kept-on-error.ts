/** Releases what tfjs keeps for gradients during a trace when the trace fails. */
import * as tf from "@tensorflow/tfjs-core";

/**
 * Runs `record`; when it throws, disposes the tensors that it made and kept.
 *
 * tfjs keeps what an op saves for its gradient until the gradient was computed. Of a function that throws before, all
 * of it stays (tfjs Engine.gradients), and a stand-in of a failed trace serves nobody.
 */
export function releaseKeptOnError<T>(record: () => T): T {
  const engine = tf.engine();
  const firstScope = engine.state.nextScopeId;
  const kept: tf.Tensor[] = [];
  const { keep } = engine;
  engine.keep = (tensor) => {
    kept.push(tensor);
    keep.call(engine, tensor);
    return tensor;
  };
  try {
    return record();
  } catch (error) {
    // A tensor from outside, on which the step called tf.keep() too, stays its owner's.
    for (const tensor of kept) if (tensor.scopeId >= firstScope) tensor.dispose();
    throw error;
  } finally {
    engine.keep = keep;
  }
}
