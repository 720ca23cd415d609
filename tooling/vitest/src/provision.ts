/** Vitest's global set-up: fetches TensorFlow's library once, before any worker needs it. */
import { provisionTensorFlow } from "@tresnet/engine";

export async function setup(): Promise<void> {
  await provisionTensorFlow({ device: "cpu" });
}
