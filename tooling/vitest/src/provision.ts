/** Vitest's global set-up: fetches TensorFlow's library once, before any worker needs it. */
import { provisionTensorFlow } from "@tresnet/engine";
import { testDevice } from "./test-device.ts";

export async function setup(): Promise<void> {
  await provisionTensorFlow({ device: testDevice() });
}
