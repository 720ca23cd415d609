/** Knows the folders that trainings write: `tresnet train folder:.` makes one among the classes. */
import path from "node:path";
import { type FolderEntries, isImageName, listFolder } from "../image-files.ts";

/** Files that no folder of photographs has. */
const signs = new Set(["metrics.jsonl", "last.safetensors", "best.safetensors", "lr-find.json"]);
/** Runs lie in `runs/NAME`, or one folder deeper where a user sorts them. */
const deepest = 3;

/** Tells whether a folder is a run's, or holds the folders of runs and no images. */
export async function isOfRuns(folder: string, depth = 0): Promise<boolean> {
  const { folders, files } = await listFolder(folder);
  if (isRun({ folders, files })) return true;
  if (depth === deepest || folders.length === 0 || files.some(isImageName)) return false;
  let runs = 0;
  for (const name of folders) {
    const inside = path.join(folder, name);
    if (await isOfRuns(inside, depth + 1)) runs++;
    else if (!(await isEmpty(inside))) return false;
  }
  return runs > 0;
}

/** A run that was killed at its start has its settings alone. */
function isRun({ folders, files }: FolderEntries): boolean {
  return files.some((name) => signs.has(name)) || (folders.length === 0 && String(files) === "config.json");
}

async function isEmpty(folder: string): Promise<boolean> {
  const { folders, files } = await listFolder(folder);
  return folders.length + files.length === 0;
}
