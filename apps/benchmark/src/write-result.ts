/** Puts a result where the flags say: files, and stdout. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { RunFlags } from "./common-flags.ts";

/** A result for machines and for people. */
export interface Result {
  /** Of the files, without their ending. */
  readonly name: string;
  readonly data: { readonly command: string };
  readonly markdown: string;
}

/** Writes NAME.json and NAME.md into --output and prints one of them. */
export async function writeResult({ name, data, markdown }: Result, flags: RunFlags): Promise<void> {
  if (flags.output !== undefined) {
    await mkdir(flags.output, { recursive: true });
    await writeFile(path.join(flags.output, `${name}.json`), `${JSON.stringify(data, null, 2)}\n`);
    await writeFile(path.join(flags.output, `${name}.md`), markdown);
  }
  console.log(flags.json ? JSON.stringify(data) : markdown);
}
