/** Makes wheels of a few bytes that are true wheels: zip, RECORD, metadata. */
import { createHash } from "node:crypto";
import { strToU8, zipSync } from "fflate";
import type { Wheel } from "../../src/provisioning/wheels/wheel-row.ts";

export interface TinyWheel {
  readonly data: Buffer;
  readonly wheel: Wheel;
  /** The files as they lie in the wheel, RECORD among them. */
  readonly files: Readonly<Record<string, string>>;
}

/** A wheel `tiny` 1.0 with these files. */
export function tinyWheel(files: Readonly<Record<string, string>> = defaultFiles): TinyWheel {
  const metadata = {
    "tiny-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
    "tiny-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
  };
  const content = { ...files, ...metadata };
  const lines = Object.entries(content).map(
    ([name, text]) => `${name},sha256=${sha256(text, "base64url")},${Buffer.byteLength(text)}`,
  );
  const all = { ...content, "tiny-1.0.dist-info/RECORD": `${lines.join("\n")}\ntiny-1.0.dist-info/RECORD,,\n` };
  const zipped = zipSync(Object.fromEntries(Object.entries(all).map(([name, text]) => [name, strToU8(text)])), {
    mtime: new Date(2020, 1, 2),
  });
  const data = Buffer.from(zipped);
  const wheel = {
    project: "tiny",
    version: "1.0",
    file: "tiny-1.0-py3-none-any.whl",
    bytes: data.length,
    sha256: sha256(data, "hex"),
  };
  return { data, wheel, files: all };
}

/** SHA-256 of text or bytes. */
export function sha256(content: string | Uint8Array, encoding: "hex" | "base64url" = "hex"): string {
  return createHash("sha256").update(content).digest(encoding);
}

const defaultFiles = {
  "tiny/data/one.txt": "one\n".repeat(1000),
  "tiny/data/two.txt": "two\n",
  "tiny/code.py": "x = 1\n",
};
