/** Turns what pip or uv printed into one error that says what to do. */
import { ProvisionError, type ProvisionErrorCode } from "../provision-error.ts";

// In this order: a full disk or a wrong hash can also drag connection messages along.
const patterns = [
  ["disk-full", /no space left on device|disk quota exceeded|errno 28\b|os error 28\b/i],
  ["hash-mismatch", /hash mismatch|do not match the hashes/i],
  [
    "offline",
    /connection (refused|reset|broken|timed out)|connecttimeout|readtimeout|timed out|newconnectionerror|max retries|name resolution|name or service not known|nodename nor servname|dns error|network is unreachable|no route to host|proxyerror|sslerror|certificate|network connectivity is disabled|error sending request|failed to fetch/i,
  ],
  [
    "not-on-index",
    /no matching distribution|no solution found|could not find a version|was not found in the package registry/i,
  ],
] as const satisfies readonly (readonly [ProvisionErrorCode, RegExp])[];

/** Tells from the printed text what kind of failure it was. */
export function failureCode(output: string): ProvisionErrorCode {
  return patterns.find(([, pattern]) => pattern.test(output))?.[0] ?? "installer-failed";
}

/** Makes the error for an installer that failed; `name` is the wheel, `program` is "pip" or "uv". */
export function installerFailure(program: string, name: string, output: string): ProvisionError {
  const code = failureCode(output);
  return new ProvisionError(code, `${name}: ${sentence(code, program)}\n${program} said:\n${lastLines(output)}`);
}

function sentence(code: ProvisionErrorCode, program: string): string {
  switch (code) {
    case "disk-full":
      return "the disk is full. Free some space, or set TRESNET_CACHE_DIR to a folder on a larger disk, and run again.";
    case "hash-mismatch":
      return `expected the pinned SHA-256, and ${program}'s package index sent another file. Nothing was kept. Run again; if it stays, the index or a proxy changes files: set ${indexSetting(program)} to an index you trust.`;
    case "offline":
      return `${program} could not reach its package index. Connect to the network, or set ${indexSetting(program)} (and HTTPS_PROXY) as your network wants it, and run again.`;
    case "not-on-index":
      return `${program}'s package index does not offer this wheel, or could not be asked. Check the network; if ${indexSetting(program)} names a private mirror, have it mirror the wheel, or name another index.`;
    default:
      return `${program} failed. What it said is below; mend that and run again.`;
  }
}

function indexSetting(program: string): string {
  return program === "uv" ? "UV_DEFAULT_INDEX" : "PIP_INDEX_URL";
}

function lastLines(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter(Boolean);
  return lines
    .slice(-12)
    .map((line) => `  ${line}`)
    .join("\n");
}
