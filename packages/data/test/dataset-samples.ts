/** A small copy of each data set of the table, as its publisher lays it out; the images are not all decodable. */
import path from "node:path";
import { type CifarLayout, cifarLayouts } from "../src/datasets/cifar/cifar.ts";
import { temporaryFolder, writeAt, writePicture } from "./temporary-folder.ts";
import { matFile } from "./write-mat-file.ts";

/** By the data set's name: writes the copy and returns its location; undefined where there is nothing to write. */
export const datasetSamples: Readonly<Record<string, () => Promise<string | undefined>>> = {
  folder: async () => {
    const folder = await temporaryFolder();
    for (let i = 0; i < 20; i++) await writePicture(path.join(folder, i % 2 ? "odd" : "even", `${i}.png`), i);
    return folder;
  },
  csv: async () => {
    const folder = await temporaryFolder();
    const names = Array.from({ length: 20 }, (_, i) => `${i}.png`);
    for (const [i, name] of names.entries()) await writePicture(path.join(folder, name), i);
    const lines = names.map((name, i) => `${name},${i % 2 ? "odd" : "even"}`);
    await writeAt(path.join(folder, "labels.csv"), ["image,label", ...lines, ""].join("\n"));
    return path.join(folder, "labels.csv");
  },
  coco: async () => {
    const folder = await temporaryFolder();
    const images = [1, 2].map((id) => ({ id, file_name: `${id}.jpg` }));
    const categories = ["person", "toothbrush"].map((name, i) => ({ id: i + 1, name }));
    const annotations = [1, 2].map((id) => ({ id, image_id: id, category_id: id }));
    const contents = JSON.stringify({ images, categories, annotations });
    await writeAt(path.join(folder, "annotations", "instances_train2017.json"), contents);
    for (const { file_name: name } of images) await writePicture(path.join(folder, "train2017", name), 1);
    return folder;
  },
  voc: async () => {
    const folder = await temporaryFolder();
    for (let i = 0; i < 20; i++) {
      await writePicture(path.join(folder, "JPEGImages", `${i}.jpg`), i);
      const box = `<bndbox><xmin>2</xmin><ymin>2</ymin><xmax>9</xmax><ymax>${4 + (i % 9)}</ymax></bndbox>`;
      const object = `<object><name>${i % 2 ? "odd" : "even"}</name>${box}</object>`;
      await writeAt(path.join(folder, "Annotations", `${i}.xml`), `<annotation>${object}</annotation>`);
    }
    return folder;
  },
  yolo: async () => {
    const folder = await temporaryFolder();
    await writeAt(path.join(folder, "data.yaml"), "names: [even, odd]\ntrain: images\n");
    for (let i = 0; i < 20; i++) {
      await writePicture(path.join(folder, "images", `${i}.jpg`), i);
      await writeAt(path.join(folder, "labels", `${i}.txt`), `${i % 2} 0.5 0.5 0.25 0.5\n`);
    }
    return folder;
  },
  cifar10: () => writeCifar(cifarLayouts.cifar10),
  cifar100: () => writeCifar(cifarLayouts.cifar100),
  flowers102: async () => {
    const folder = await temporaryFolder();
    const classes = Array.from({ length: 102 }, (_, i) => i + 1);
    await writeAt(path.join(folder, "imagelabels.mat"), matFile({ labels: [...classes, 7, 7] }));
    await writeAt(path.join(folder, "setid.mat"), matFile({ trnid: classes, valid: [103], tstid: [104] }));
    const numbers = [...classes, 103, 104].map((number) => String(number).padStart(5, "0"));
    await Promise.all(numbers.map((number) => writePicture(path.join(folder, "jpg", `image_${number}.jpg`), 1, 4, 4)));
    return folder;
  },
  "stanford-cars": async () => {
    const folder = await temporaryFolder();
    const at = (name: string) => path.join(folder, "devkit", name);
    const names = { cells: ["Acura RL Sedan 2012", "smart fortwo Convertible 2012"] };
    const annotations = { structs: [1, 2].map((label) => ({ class: [label], fname: `0000${label}.jpg` })) };
    await writeAt(at("cars_meta.mat"), matFile({ class_names: names }));
    await writeAt(at("cars_train_annos.mat"), matFile({ annotations }));
    for (const i of [1, 2]) await writePicture(path.join(folder, "cars_train", `0000${i}.jpg`), i);
    return folder;
  },
  "solar-cells": async () => {
    const folder = await temporaryFolder();
    const names = Array.from({ length: 20 }, (_, i) => `images/cell${i}.png`);
    for (const [i, name] of names.entries()) await writePicture(path.join(folder, name), i);
    const lines = names.map((name, i) => `${name} ${i % 2 ? "0.0" : "1.0"} ${i % 4 < 2 ? "mono" : "poly"}`);
    await writeAt(path.join(folder, "labels.csv"), `${lines.join("\n")}\n`);
    return folder;
  },
  "tree-crowns": async () => {
    const folder = await temporaryFolder();
    const photographs = { "2019_YELL_2_528000_4978000_image_crop2": 500, "2019_YELL_2_541000_4977000_image_crop": 400 };
    for (const [name, side] of Object.entries(photographs)) {
      await writePicture(path.join(folder, `${name}.png`), side, side, side);
      const tree = (at: number) =>
        `<object><name>Tree</name><bndbox><xmin>${at}</xmin><ymin>${at}</ymin><xmax>${at + 19}</xmax><ymax>${at + 24}</ymax></bndbox></object>`;
      const trees = [10, 180, 350].map(tree).join("");
      await writeAt(path.join(folder, `${name}.xml`), `<annotation>${trees}</annotation>`);
    }
    return folder;
  },
  synthetic: async () => undefined,
};

/** One black image of class 0 in each file. */
async function writeCifar({ train, test, classes, classNames, labelBytes }: CifarLayout): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of [...train, ...test]) {
    await writeAt(path.join(folder, name), new Uint8Array(labelBytes + 3 * 32 * 32));
  }
  const names = Array.from({ length: classes }, (_, k) => `class ${k}`);
  await writeAt(path.join(folder, classNames), names.join("\n"));
  return folder;
}
