/** A model in a web page: static files for any host, which work offline. */
import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { tfjsNet } from "@tresnet/export";
import { readWhole } from "@tresnet/files";
import { pageFiles } from "@tresnet/page";
import type { Exporter } from "./exporter.ts";
import { tfjsGraphModel } from "./tfjs-graph-model.ts";

const modelFolder = "model";

const { detectors: graphDetectors } = tfjsGraphModel;

export const web = {
  help: "a page that says in the browser what is on images, a folder",
  extension: "",
  takes: ["half"],
  usualName: "site",
  openBy: "npx serve",
  write: async (model, folder, content) => {
    await mkdir(folder);
    await tfjsGraphModel.write(model, path.join(folder, modelFolder), content);
    await writePage(folder);
  },
  load: (folder) => tfjsNet(path.join(folder, modelFolder)),
  read: async (folder) => tfjsGraphModel.read(path.join(folder, modelFolder)),
  detectors: {
    hasFixedLimits: graphDetectors.hasFixedLimits,
    write: async (detector, folder, content) => {
      await mkdir(folder);
      await graphDetectors.write(detector, path.join(folder, modelFolder), content);
      await writePage(folder);
    },
    load: (folder, limits) => graphDetectors.load(path.join(folder, modelFolder), limits),
  },
  addNote: async (folder, note) => {
    await tfjsGraphModel.addNote(path.join(folder, modelFolder), note);
    await writePage(folder); // whose list of files says which version of model.json belongs to it
  },
} satisfies Exporter;

/** Writes the page around the model that lies in the folder. */
async function writePage(folder: string): Promise<void> {
  const names = (await readdir(path.join(folder, modelFolder))).sort();
  const model = new Map<string, Uint8Array>();
  for (const name of names)
    model.set(
      `${modelFolder}/${name}`,
      await readWhole(path.join(folder, modelFolder, name), { mostBytes: 2 ** 31 - 1 }),
    );
  for (const [name, bytes] of await pageFiles({ model })) await writeFile(path.join(folder, name), bytes);
}
