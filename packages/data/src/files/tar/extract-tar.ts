/** Unpacks a tar archive: plain files and folders, and nothing outside of one folder. */
import { open } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "@tresnet/files";
import { type TarEntry, type TarOptions, tarEntries } from "./tar-entries.ts";

/**
 * Writes the files of `archive` below `folder`, which is there and empty.
 * @throws what `tarEntries` throws.
 */
export async function extractTar(archive: string, folder: string, options: TarOptions = {}): Promise<void> {
  const made = new Set<string>();
  const make = async (place: string) => {
    if (!made.has(place)) await makeFolder(place);
    made.add(place);
  };
  for await (const entry of tarEntries(archive, options)) {
    const place = path.join(folder, ...entry.parts);
    if (entry.kind === "folder") await make(place);
    else {
      await make(path.dirname(place));
      await writeEntry(place, entry);
    }
  }
}

async function writeEntry(place: string, { pieces }: TarEntry): Promise<void> {
  const handle = await open(place, "w");
  try {
    for await (const piece of pieces()) await handle.writeFile(piece); // from where the piece before ended
  } finally {
    await handle.close();
  }
}
