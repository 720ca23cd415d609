import type { Tensor } from "@tensorflow/tfjs-core";
import { currentBackend } from "../backend/current-backend.ts";

/**
 * The same tensor, which a traced function has only when all of `others` were computed.
 *
 * Where one of them fails, nothing that depends on the tensor happens. Outside of a trace ops run in order anyway.
 */
export function waitFor<T extends Tensor>(tensor: T, others: readonly Tensor[]): T {
  return currentBackend().waitFor(tensor, others);
}
