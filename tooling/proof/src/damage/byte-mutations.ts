/** Damage of a file's bytes, whatever it holds. */
import { appendFile, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Random } from "../../../fuzz/src/random.ts";
import { type Mutation, runFiles } from "./mutation.ts";

/** Cut, swapped, appended, blanked, flipped: some forty of each file. `other` is another run's folder. */
export async function byteMutations(run: string, other: string, random: Random): Promise<Mutation[]> {
  const all: Mutation[] = [];
  for (const file of runFiles) {
    const bytes = await readFile(path.join(run, file));
    all.push(...mutationsOf(file, bytes, other), ...flips(file, bytes, random));
  }
  const swap = (file: string, by: string): Mutation => ({
    file,
    kind: "swapped",
    name: `with ${by}`,
    damage: (folder) => cp(path.join(folder, by), path.join(folder, file)),
  });
  return [...all, swap("last.safetensors", "best.safetensors"), swap("best.safetensors", "last.safetensors")];
}

function mutationsOf(file: string, bytes: Buffer, other: string): Mutation[] {
  const write = (contents: Uint8Array) => (folder: string) => writeFile(path.join(folder, file), contents);
  const append = (contents: Uint8Array) => (folder: string) => appendFile(path.join(folder, file), contents);
  const lengths = [...[0, 0.001, 0.25, 0.5, 0.9].map((part) => Math.floor(part * bytes.length)), bytes.length - 1];
  return [
    ...lengths.map((length): Mutation => {
      return { file, kind: "cut", name: `to ${length} bytes`, damage: write(bytes.subarray(0, length)) };
    }),
    { file, kind: "removed", name: "", damage: (folder) => rm(path.join(folder, file)) },
    {
      file,
      kind: "swapped",
      name: "with another run's",
      damage: (folder) => cp(path.join(other, file), path.join(folder, file)),
    },
    { file, kind: "appended", name: "text", damage: append(Buffer.from("garbage")) },
    { file, kind: "appended", name: "zeros", damage: append(Buffer.alloc(100)) },
    { file, kind: "blanked", name: "", damage: write(Buffer.alloc(bytes.length)) },
    {
      file,
      kind: "replaced",
      name: "by a folder",
      async damage(folder) {
        await rm(path.join(folder, file));
        await mkdir(path.join(folder, file));
      },
    },
  ];
}

/** One bit each; of checkpoints half of them in the header, which is small beside the numbers. */
function flips(file: string, bytes: Buffer, random: Random): Mutation[] {
  const header = file.endsWith(".safetensors") ? 8 + Number(bytes.readBigUInt64LE()) : bytes.length;
  return Array.from({ length: 16 }, (_, index): Mutation => {
    const at = random(index % 2 === 0 ? header : bytes.length);
    const bit = 1 << random(8);
    const flipped = () => Buffer.from(bytes.with(at, (bytes[at] ?? 0) ^ bit));
    const damage = (folder: string) => writeFile(path.join(folder, file), flipped());
    return { file, kind: "bit flipped", name: `${bit} of byte ${at}`, damage };
  });
}
