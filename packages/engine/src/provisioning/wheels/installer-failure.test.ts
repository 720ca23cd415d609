import { expect, test } from "vitest";
import { failureCode, installerFailure } from "./installer-failure.ts";

// What pip 23.2.1 and uv 0.13.9 print, shortened.
test.each([
  [
    "offline",
    "error: Request failed after 3 retries in 11.2s\n  cause: tcp connect error\n  cause: Connection refused (os error 111)",
  ],
  [
    "offline",
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...: [Errno 111] Connection refused')'\nERROR: No matching distribution found for tiny==1.0",
  ],
  ["offline", "ConnectionError: [Errno -3] Temporary failure in name resolution"],
  ["offline", "There was a problem confirming the ssl certificate: SSLError(SSLCertVerificationError(1))"],
  ["hash-mismatch", "error: Failed to download `tiny==1.0`\n  cause: Hash mismatch for `tiny==1.0`"],
  ["hash-mismatch", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."],
  ["disk-full", "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"],
  ["disk-full", "error: Failed to extract archive\n  cause: No space left on device (os error 28)"],
  ["not-on-index", "ERROR: Could not find a version that satisfies the requirement tiny==9 (from versions: 1.0)"],
  ["not-on-index", "  × No solution found when resolving dependencies:"],
  ["installer-failed", "error: unexpected argument '--nonsense' found"],
] as const)("takes for %s what says %j", (code, output) => {
  expect(failureCode(output)).toBe(code);
});

test("names the setting of the installer that failed, and quotes its last lines", () => {
  const output = Array.from({ length: 30 }, (_, index) => `line ${index}`).join("\n");
  const error = installerFailure("uv", "tiny 1.0", `${output}\ndns error\n`);
  expect(error.code).toBe("offline");
  expect(error.message).toMatch(/UV_DEFAULT_INDEX[\s\S]*uv said:\n {2}line 19\n[\s\S]*\n {2}dns error$/);
});
