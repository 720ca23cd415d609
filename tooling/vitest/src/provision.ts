/** Vitest's global set-up: fetches TensorFlow's library once, before any worker needs it. */
import { provisionTensorFlow } from "../../../packages/engine/src/provision.ts";

export async function setup(): Promise<void> {
  await provisionTensorFlow({ device: "cpu" });
}
