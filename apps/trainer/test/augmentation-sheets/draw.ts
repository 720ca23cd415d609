/** Draws the sheets of docs/augmentations.md anew, after an augmentation was changed on purpose. */
import { writeFile } from "node:fs/promises";
import { augmentationSheet, sheetNames } from "./sheets.ts";

const folder = new URL("../../../../docs/augmentations/", import.meta.url);
for (const name of sheetNames) await writeFile(new URL(`${name}.png`, folder), await augmentationSheet(name));
