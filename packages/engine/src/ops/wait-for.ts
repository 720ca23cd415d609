import type { Tensor } from "@tensorflow/tfjs-core";
import { currentBackend } from "../backend/current-backend.ts";

/**
 * Returns the values of `tensor`, any shape and dtype, in a tensor that a traced function has only once all of `others`
 * were computed.
 *
 * Where one of them fails, nothing that depends on the returned tensor happens. Outside of a trace ops run in order
 * anyway, and this is a clone.
 */
export function waitFor<T extends Tensor>(tensor: T, others: readonly Tensor[]): T {
  return currentBackend().waitFor(tensor, others);
}
