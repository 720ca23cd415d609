/** Where TensorFlow runs in tests: the CPU, unless TRESNET_TEST_DEVICE names the GPU. */

/** @throws Error when the variable names neither. */
export function testDevice(given = process.env["TRESNET_TEST_DEVICE"]): "cpu" | "gpu" {
  const device = given || "cpu";
  if (device === "cpu" || device === "gpu") return device;
  throw new Error(
    `TRESNET_TEST_DEVICE: expected "cpu" or "gpu", got "${device}". Correct it, or unset it for the CPU.`,
  );
}
