import { afterEach, expect, test, vi } from "vitest";
import { requireGpu } from "./require-gpu.ts";

afterEach(() => vi.unstubAllEnvs());

test("a machine with a GPU passes", async () => {
  vi.stubEnv("TRESNET_TENSORFLOW_DIR", "");
  await requireGpu(async () => ({ driver: "550.54.15", devices: ["/dev/nvidia0"] }));
});

test.each([
  [undefined, /no NVIDIA driver is loaded/],
  ["550.54.15", /driver 550\.54\.15 is loaded, and there is no \/dev\/nvidia0/],
])("a machine without one is named, with driver %s, and nothing is fetched", async (driver, message) => {
  vi.stubEnv("TRESNET_TENSORFLOW_DIR", "");
  const check = requireGpu(async () => ({ driver, devices: [] }));
  await expect(check).rejects.toThrow(message);
  await expect(check).rejects.toMatchObject({ code: "no-gpu" });
});

test("a library of the user's own is asked itself", async () => {
  vi.stubEnv("TRESNET_TENSORFLOW_DIR", "/opt/tensorflow");
  await requireGpu(async () => ({ driver: undefined, devices: [] }));
});
