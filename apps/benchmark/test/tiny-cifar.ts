/** CIFAR-10 in small: the files of the real one, with a few images each. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

const pixels = 3 * 32 * 32;

/**
 * Writes `images` of every file into a folder: plain colours that tell the class, and noise in the order of the files.
 */
export async function writeTinyCifar(folder: string, images = 8): Promise<void> {
  await mkdir(folder, { recursive: true });
  const names = ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"];
  for (const [number, name] of names.entries()) {
    const records = Array.from({ length: images }, (_, index) => {
      const label = (number + index) % 10;
      const colour = (_: unknown, at: number) => (25 * label + 7 * Math.floor(at / 1024) + (at % 5) + number) % 256;
      return Uint8Array.of(label, ...Array.from({ length: pixels }, colour));
    });
    await writeFile(path.join(folder, `${name}.bin`), Buffer.concat(records));
  }
  const classes = Array.from({ length: 10 }, (_, label) => `class ${label}`);
  await writeFile(path.join(folder, "batches.meta.txt"), `${classes.join("\n")}\n`);
}
