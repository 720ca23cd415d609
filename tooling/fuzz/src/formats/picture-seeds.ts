/** Good pictures of each format: those of the data package's goldens, which Pillow wrote. */
import { readFile } from "node:fs/promises";
import path from "node:path";

const golden = path.join(import.meta.dirname, "../../../../packages/data/test/golden");

/** How the goldens' names end, by format. */
const endings: Readonly<Record<string, string>> = {
  jpeg: ".jpg",
  png: ".png",
  webp: ".webp",
  gif: ".gif",
  tiff: ".tif",
  bmp: ".bmp",
};

/** The files of a format. */
export async function pictureSeeds(format: string): Promise<readonly Buffer[]> {
  const files: Buffer[] = [];
  for (const name of ["decode.json", "formats.json"]) {
    const goldens: unknown = JSON.parse(await readFile(path.join(golden, name), "utf8"));
    for (const [file, value] of Object.entries(Object(goldens))) {
      const contents: unknown = Object(value).file;
      if (file.endsWith(endings[format] ?? "") && typeof contents === "string")
        files.push(Buffer.from(contents, "base64"));
    }
  }
  return files;
}
