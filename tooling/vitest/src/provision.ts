/** Vitest's global set-up: fetches TensorFlow's library once, before any worker needs it. */
import { testDevice } from "./test-device.ts";

export async function setup(): Promise<void> {
  // Only now: before the set-ups in front of this one, the engine can't be imported in a clone that was never built.
  const { provisionTensorFlow } = await import("@tresnet/engine");
  await provisionTensorFlow({ device: testDevice() });
}
