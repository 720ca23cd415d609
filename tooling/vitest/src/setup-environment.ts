/** Gives back the variables that a test file has replaced: the next file runs in the same process. */
import { afterAll, vi } from "vitest";

afterAll(() => {
  vi.unstubAllEnvs();
});
