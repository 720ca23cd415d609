/** Kills `tresnet export` while it writes, at moments that are drawn by a seed. */
import { lstatSync, readdirSync } from "node:fs";
import path from "node:path";
import { createModel, type ModelName, saveWeights } from "@tresnet/zoo";
import { encodeInfo } from "../src/run-directory/checkpoint-metadata.ts";
import { startTresnet } from "./cli-process.ts";

/** Writes weights that nobody trained, with a description, which `tresnet export` takes. */
export async function writeWeights(file: string, name: ModelName): Promise<void> {
  const model = createModel(name, { numClasses: 3, seed: 1 });
  const saved = {
    model: name,
    classNames: ["cat", "dog", "bird"],
    numClasses: 3,
    imgSize: 32,
    cropMode: "center" as const,
    cropPct: 1,
    mean: [0, 0, 0] as [number, number, number],
    std: [1, 1, 1] as [number, number, number],
  };
  await saveWeights(model, file, { metadata: encodeInfo({ kind: "weights", model: saved }) });
  model.dispose();
}

/** Everything in a folder with its size, a line each; what vanishes meanwhile is left out. */
export function contentsOf(folder: string): string {
  const lines: string[] = [];
  const look = (place: string) => {
    for (const name of readdirSync(place).sort()) {
      const file = path.join(place, name);
      const found = lstatSync(file, { throwIfNoEntry: false });
      if (found === undefined) continue;
      lines.push(`${path.relative(folder, file)} ${found.isDirectory() ? "folder" : found.size}`);
      if (found.isDirectory()) look(file);
    }
  };
  try {
    look(folder);
  } catch {
    // A folder that was renamed between the look at its name and the look into it.
  }
  return lines.join("\n");
}

/** Exports into `folder`, and kills the process once its content has changed so often; false where it ended before. */
export async function exportAndKill(folder: string, args: readonly string[], changes: number): Promise<boolean> {
  const process = startTresnet("export", ...args);
  let seen = 0;
  let contents = contentsOf(folder);
  const hasChanged = () => {
    const now = contentsOf(folder);
    if (now !== contents) seen += 1;
    contents = now;
    return seen >= changes;
  };
  const isInTime = await process.until(hasChanged).then(
    () => true,
    () => false, // it was done before
  );
  process.signal("SIGKILL");
  const { code, signal, stderr } = await process.ended();
  if (code !== 0 && signal !== "SIGKILL") throw new Error(`tresnet export failed.\n${stderr}`);
  return isInTime && signal === "SIGKILL";
}
