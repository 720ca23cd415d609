/** Checks unpacked files against what is known of them. */
import { text } from "node:stream/consumers";
import { ProvisionError } from "../provision-error.ts";
import type { WheelEntry } from "./wheel-contents.ts";
import type { Wheel } from "./wheel-row.ts";
import type { WrittenFile } from "./write-entries.ts";

/**
 * Compares every written file with the hash that its wheel's row pins, and with the one in the wheel's own RECORD.
 * @throws ProvisionError "hash-mismatch" that names the file.
 * @see https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
 */
export async function checkWritten(
  written: readonly WrittenFile[],
  entries: readonly WheelEntry[],
  wheels: readonly Wheel[],
): Promise<void> {
  const recorded = await readRecords(entries);
  const pinned = new Map(wheels.flatMap(({ files = {} }) => Object.entries(files)));
  for (const { entry, sha256 } of written) {
    for (const expected of [pinned.get(entry), recorded.get(entry)]) {
      if (expected !== undefined && expected !== sha256) {
        throw new ProvisionError(
          "hash-mismatch",
          `${entry}: expected SHA-256 ${expected}, got ${sha256}. Nothing was kept; run again to fetch it anew.`,
        );
      }
    }
  }
  const missing = [...pinned.keys()].find((name) => !entries.some((entry) => entry.name === name));
  if (missing) {
    throw new ProvisionError(
      "broken-wheel",
      `${missing}: expected this file in the wheel, got none. Run again to fetch it anew.`,
    );
  }
}

/** SHA-256 in hexadecimal by file name, from every RECORD among the entries. */
async function readRecords(entries: readonly WheelEntry[]): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const entry of entries.filter(({ name }) => /^[^/]+\.dist-info\/RECORD$/.test(name))) {
    // Lines are `path,sha256=<base64url>,bytes`; a path with a comma or quote is quoted, and none of ours has one.
    for (const line of (await text(await entry.open())).split("\n")) {
      const match = /^([^",]+),sha256=([\w-]+),/.exec(line);
      if (match?.[1] && match[2]) hashes.set(match[1], Buffer.from(match[2], "base64url").toString("hex"));
    }
  }
  return hashes;
}
