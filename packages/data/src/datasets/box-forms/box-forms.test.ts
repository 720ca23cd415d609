/** The same pictures and boxes in each of the forms. */
import { rename, symlink } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { temporaryFolder, writeAt, writePicture } from "../../../test/temporary-folder.ts";
import type { Dataset } from "../../dataset/dataset.ts";
import { type BoxDataset, hasBoxes } from "../../dataset/objects/box-dataset.ts";
import { DataError } from "../../errors.ts";
import type { DataNotice, OpenDatasetOptions } from "../dataset-row.ts";
import { openDataset, openDatasetToEvaluate } from "../open-dataset.ts";

type Box = readonly [number, number, number, number];

interface Picture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly objects: readonly (readonly [name: string, box: Box])[];
}

const pictures: readonly Picture[] = [
  {
    name: "one",
    width: 40,
    height: 30,
    objects: [
      ["dog", [1, 2, 11, 22]],
      ["cat", [20, 10, 40, 30]],
    ],
  },
  { name: "two", width: 64, height: 16, objects: [["cat", [0, 0, 64, 16]]] },
  { name: "none", width: 20, height: 20, objects: [] },
];

const expected = pictures.map(({ objects }) => objects.map(([name, box]) => ({ name, box: [...box] })));

function withBoxes(dataset: Dataset | undefined): BoxDataset {
  if (!dataset || !hasBoxes(dataset)) throw new Error("no boxes");
  return dataset;
}

function boxesOf(dataset: Dataset | undefined): { name: string | undefined; box: number[] }[][] {
  const data = withBoxes(dataset);
  return Array.from({ length: data.length }, (_, index) => {
    const { boxes, labels } = data.boxes(index);
    return Array.from(labels, (label, at) => ({
      name: data.classNames[label],
      box: [...boxes.subarray(4 * at, 4 * at + 4)],
    }));
  });
}

const all: OpenDatasetOptions = { boxes: {}, fractions: [1, 0, 0] };

async function writePictures(folder: string): Promise<void> {
  for (const [seed, { name, width, height }] of pictures.entries())
    await writePicture(path.join(folder, `${name}.png`), seed, width, height);
}

function vocXml({ name, width, height, objects }: Picture, { first = 1, extra = "" } = {}): string {
  const object = ([label, [x1, y1, x2, y2]]: Picture["objects"][number]) =>
    `<object><name>${label}</name><part><name>head</name><bndbox><xmin>1</xmin></bndbox></part><difficult>0</difficult>
     <bndbox><xmin>${x1 + first}</xmin><ymin>${y1 + first}</ymin><xmax>${x2}</xmax><ymax>${y2}</ymax></bndbox></object>`;
  return `<?xml version="1.0"?>\n<annotation><folder>x</folder><filename>${name}.png</filename>
<size><width>${width}</width><height>${height}</height><depth>3</depth></size>\n${objects.map(object).join("\n")}${extra}</annotation>`;
}

/** Writes the pictures with XML files, and returns the folder. */
async function vocFolder(layout: "devkit" | "beside" | "kaggle"): Promise<string> {
  const folder = await temporaryFolder();
  const [xmls, images] = { devkit: ["Annotations", "JPEGImages"], beside: ["", ""], kaggle: ["annotations", "images"] }[
    layout
  ];
  await writePictures(path.join(folder, images ?? ""));
  for (const picture of pictures) await writeAt(path.join(folder, xmls ?? "", `${picture.name}.xml`), vocXml(picture));
  return folder;
}

async function yoloFolder(yaml = "names: [cat, dog]\ntrain: images\n"): Promise<string> {
  const folder = await temporaryFolder();
  await writePictures(path.join(folder, "images"));
  await writeAt(path.join(folder, "data.yaml"), yaml);
  for (const { name, width, height, objects } of pictures) {
    const line = ([label, [x1, y1, x2, y2]]: Picture["objects"][number]) =>
      [
        label === "cat" ? 0 : 1,
        (x1 + x2) / 2 / width,
        (y1 + y2) / 2 / height,
        (x2 - x1) / width,
        (y2 - y1) / height,
      ].join(" ");
    if (objects.length > 0)
      await writeAt(path.join(folder, "labels", `${name}.txt`), `${objects.map(line).join("\n")}\n`);
  }
  return folder;
}

const csvRows = pictures.flatMap(({ name, objects }) =>
  objects.length === 0 ? [`${name}.png,,,,,`] : objects.map(([label, box]) => `${name}.png,${box.join(",")},${label}`),
);

async function csvFile(heading: string | undefined, rows: readonly string[] = csvRows): Promise<string> {
  const folder = await temporaryFolder();
  await writePictures(folder);
  const file = path.join(folder, "boxes.csv");
  await writeAt(file, [...(heading === undefined ? [] : [heading]), ...rows, ""].join("\n"));
  return file;
}

async function cocoFolder(change: (json: CocoJson) => void = () => undefined): Promise<string> {
  const folder = await temporaryFolder();
  await writePictures(path.join(folder, "images"));
  const json: CocoJson = {
    images: pictures.map(({ name, width, height }, at) => ({ id: at + 5, file_name: `${name}.png`, width, height })),
    categories: [
      { id: 3, name: "cat" },
      { id: 9, name: "dog" },
    ],
    annotations: pictures.flatMap(({ objects }, at) =>
      objects.map(([label, [x1, y1, x2, y2]], k) => ({
        id: 100 * at + k + 1,
        image_id: at + 5,
        category_id: label === "cat" ? 3 : 9,
        bbox: [x1, y1, x2 - x1, y2 - y1],
        area: 7.5,
        iscrowd: 0,
      })),
    ),
  };
  change(json);
  await writeAt(path.join(folder, "annotations.json"), JSON.stringify(json));
  return folder;
}

interface CocoJson {
  images: { id: number | string; file_name: string; width?: number; height?: number }[];
  categories: { id: number | string; name: string }[];
  annotations: {
    id?: number | string;
    image_id: number | string;
    category_id: number | string;
    bbox?: number[];
    area?: number;
    iscrowd?: number;
  }[];
}

/** Sorted by the names of images, as most forms list them. */
function sortedByName<T>(lists: readonly T[]): (T | undefined)[] {
  const name = (at: number) => pictures[at]?.name ?? "";
  return [...pictures.keys()].sort((a, b) => (name(a) < name(b) ? -1 : 1)).map((at) => lists[at]);
}

test.each([
  ["voc", () => vocFolder("devkit")],
  ["voc", () => vocFolder("beside")],
  ["voc", () => vocFolder("kaggle")],
  ["yolo", () => yoloFolder()],
  ["folder", () => vocFolder("devkit")],
  ["folder", () => yoloFolder()],
] as const)("%s reads every box with its class, and the image without", async (form, write) => {
  const { train } = await openDataset(`${form}:${await write()}`, all);
  expect(
    boxesOf(train).map((list) =>
      list.map(({ name, box }) => ({ name, box: box.map((side) => Math.round(side * 1e6) / 1e6) })),
    ),
  ).toEqual(sortedByName(expected));
  expect(train.classNames).toEqual(["cat", "dog"]);
});

describe("COCO", () => {
  test("keeps boxes, areas, crowds and ids, and images without objects", async () => {
    const folder = await cocoFolder((json) => {
      const [first] = json.annotations;
      if (first) first.iscrowd = 1;
    });
    const data = withBoxes((await openDataset(`coco:${folder}`, all)).train);
    expect(boxesOf(data)).toEqual(expected);
    expect([data.imageId(0), data.imageId(2), ...data.categoryIds]).toEqual([5, 7, 3, 9]);
    expect([...data.boxes(0).crowds]).toEqual([1, 0]);
    expect([...data.boxes(0).areas]).toEqual([7.5, 7.5]);
    expect([data.boxes(0).ids, data.boxes(1).ids]).toEqual([[1, 2], [101]]);
    expect([data.labels(0), data.labels(2), data.label(2)]).toEqual([[0, 1], [], -1]);
    expect(data.boxPlace(1, 0)).toContain("annotations[2]");
  });

  test("takes ids that are texts, and annotations before the images", async () => {
    const folder = await cocoFolder((json) => {
      for (const image of json.images) image.id = `i${image.id}`;
      for (const annotation of json.annotations) {
        annotation.image_id = `i${annotation.image_id}`;
        annotation.id = `a${annotation.id}`;
      }
      const { images, categories, annotations } = { ...json };
      Object.assign(json, { images: undefined, categories: undefined, annotations: undefined });
      Object.assign(json, { annotations, categories, images });
    });
    const data = withBoxes((await openDataset(`coco:${folder}`, all)).train);
    expect(boxesOf(data)).toEqual(expected);
    expect([data.imageId(1), ...data.boxes(1).ids]).toEqual(["i6", "a101"]);
  });

  test("of files without boxes stays data with classes alone, which no detector takes", async () => {
    const folder = await cocoFolder((json) => {
      for (const annotation of json.annotations) delete annotation.bbox;
    });
    expect(hasBoxes((await openDataset(`coco:${folder}`, { fractions: [1, 0, 0] })).train)).toBe(false);
    await expect(openDataset(`coco:${folder}`, all)).rejects.toThrow("expected boxes around objects");
  });

  test("may have one class for a detector", async () => {
    const folder = await cocoFolder((json) => {
      json.categories = [{ id: 3, name: "cat" }];
      json.annotations = json.annotations.filter((annotation) => annotation.category_id === 3);
    });
    expect((await openDataset(`coco:${folder}`, all)).train.classNames).toEqual(["cat"]);
    await expect(openDataset(`coco:${folder}`)).rejects.toThrow("at least two classes");
  });
});

describe("Pascal VOC", () => {
  test("says that pixels are counted from 1, unless a box begins at 0 or it is told", async () => {
    const folder = await vocFolder("beside");
    const notices: DataNotice[] = [];
    await openDataset(`voc:${folder}`, { ...all, onNotice: (notice) => notices.push(notice) });
    expect(notices.map(({ message }) => message).join("\n")).toContain("counted from 1");
    const zero = await openDataset(`voc:${folder}`, { ...all, boxes: { corners: "zero-based" } });
    expect(boxesOf(zero.train)[1]?.[0]?.box).toEqual([2, 3, 11, 22]);
    for (const picture of pictures)
      await writeAt(path.join(folder, `${picture.name}.xml`), vocXml(picture, { first: 0 }));
    const told = await openDataset(`voc:${folder}`, all);
    expect(boxesOf(told.train)).toEqual(sortedByName(expected));
  });

  test("takes the parts of ImageSets/Main, and tells of a list without annotations", async () => {
    const folder = await vocFolder("devkit");
    const list = (part: string, names: string) => writeAt(path.join(folder, "ImageSets", "Main", `${part}.txt`), names);
    await list("train", "one\ntwo\n");
    await list("val", "none\n");
    await list("test", "2012_000001\n2012_000002\n");
    const notices: string[] = [];
    const parts = await openDataset(`voc:${folder}`, { ...all, onNotice: ({ message }) => notices.push(message) });
    expect([boxesOf(parts.train).length, boxesOf(parts.val).length, parts.test]).toEqual([2, 1, undefined]);
    expect(notices.join("\n")).toContain("the list of test is left out");
    await list("val", "none\ngone\n");
    await expect(openDataset(`voc:${folder}`, all)).rejects.toThrow(/val\.txt: .*none for 1|val\.txt: .*got none/);
  });

  test("takes parts by folders, as Roboflow writes them", async () => {
    const folder = await temporaryFolder();
    for (const [at, part] of ["train", "valid", "test"].entries()) {
      const picture = pictures[at];
      if (!picture) continue;
      await writePicture(path.join(folder, part, `${picture.name}.png`), at, picture.width, picture.height);
      await writeAt(path.join(folder, part, `${picture.name}.xml`), vocXml(picture));
    }
    const parts = await openDataset(`voc:${folder}`, all);
    expect([parts.train, parts.val, parts.test].map((part) => boxesOf(part)[0])).toEqual(expected);
  });

  test("objects marked as difficult are crowds", async () => {
    const folder = await vocFolder("beside");
    const [first] = pictures;
    if (first) await writeAt(path.join(folder, "one.xml"), vocXml(first).replace("<difficult>0", "<difficult>1"));
    const data = withBoxes((await openDataset(`voc:${folder}`, all)).train);
    expect(Array.from({ length: 3 }, (_, index) => [...data.boxes(index).crowds])).toEqual([[], [1, 0], [0]]);
  });

  test.each([
    ["<annotation><object>", "one.xml, line 1"],
    ["<html></html>", 'expected the element "annotation"'],
    ["", 'expected the element "annotation"'],
    [`${"<annotation>".repeat(70)}`, "at most 64 deep"],
    ["<annotation><object><bndbox><xmin>1</xmin></bndbox></object></annotation>", "the name of an object's class"],
    ["<annotation>\n<object><name>cat</name></object></annotation>", "line 2: expected a bndbox"],
    ["<annotation><object><name>cat</name><polygon><x1>1</x1></polygon></object></annotation>", "got a polygon"],
    [
      '<!DOCTYPE a [<!ENTITY x "y">]><annotation><filename>&x;</filename></annotation>',
      "expected XML that can be read",
    ],
  ])("refuses %s with its file and line", async (xml, message) => {
    const folder = await vocFolder("beside");
    await writeAt(path.join(folder, "one.xml"), xml);
    await expect(openDataset(`voc:${folder}`, all)).rejects.toThrow(DataError);
    await expect(openDataset(`voc:${folder}`, all)).rejects.toThrow(message);
  });

  test("refuses a box whose side is missing, and an image that is missing or has two files", async () => {
    const folder = await vocFolder("beside");
    const [first] = pictures;
    if (first) await writeAt(path.join(folder, "one.xml"), vocXml(first).replace(/<xmax>11<\/xmax>/, ""));
    await expect(openDataset(`voc:${folder}`, all)).rejects.toThrow(
      /one\.xml, line 4: expected a box .*NaN.* which is not a number/,
    );
    if (first) await writeAt(path.join(folder, "copy.xml"), vocXml(first));
    await expect(openDataset(`voc:${folder}`, all)).rejects.toThrow("expected an image of its own");
    await writeAt(path.join(folder, "copy.xml"), vocXml({ name: "gone", width: 5, height: 5, objects: [] }));
    await expect(openDataset(`voc:${folder}`, all)).rejects.toThrow("copy.xml: expected its image gone.png");
  });
});

describe("YOLO", () => {
  test.each([
    ["names: {0: cat, 1: dog}\ntrain: [images]\nval: images\n", "the training images as val are no val"],
    ["path: .\nnames:\n  0: cat\n  1: dog\ntrain: ../images\nnc: 2\n", "a path as Roboflow writes it"],
  ])("reads %j: %s", async (yaml) => {
    const parts = await openDataset(`yolo:${await yoloFolder(yaml)}`, all);
    expect([boxesOf(parts.train).length, parts.val]).toEqual([3, undefined]);
  });

  test("reads lists of images", async () => {
    const folder = await yoloFolder("names: [cat, dog]\ntrain: train.txt\nval: val.txt\n");
    await writeAt(path.join(folder, "train.txt"), "./images/one.png\nimages/two.png\n");
    await writeAt(path.join(folder, "val.txt"), "images/none.png\n");
    const parts = await openDataset(`yolo:${path.join(folder, "data.yaml")}`, all);
    expect([boxesOf(parts.train).length, boxesOf(parts.val).length]).toEqual([2, 1]);
    await writeAt(path.join(folder, "val.txt"), "images/none.png\nimages/gone.png\n");
    await expect(openDataset(`yolo:${folder}`, all)).rejects.toThrow(
      "val.txt, line 2: expected the image images/gone.png",
    );
  });

  test("polygons become the boxes around them, which is said", async () => {
    const folder = await yoloFolder();
    await writeAt(path.join(folder, "labels", "two.txt"), "1 0.25 0.5 0.5 0.25 0.75 1\n");
    const notices: string[] = [];
    const { train } = await openDataset(`yolo:${folder}`, { ...all, onNotice: ({ message }) => notices.push(message) });
    expect(boxesOf(train)[2]).toEqual([{ name: "dog", box: [16, 4, 48, 16] }]);
    expect(notices.join("\n")).toContain("1 polygons are taken as the boxes around them");
    expect(notices.join("\n")).toContain("1 images without a file of labels");
  });

  test.each([
    ["0 20 15 10 10", "line 1: expected shares of the image's sides"],
    ["0 0.5 0.5 0.1 0.1\n0 0.5 0.5 0.1", "line 2: expected 4 numbers of a box"],
    ["0 0.5 0.5 0.1 0.1 0.9", "answers of a model"],
    ["cat 0.5 0.5 0.1 0.1", "expected a class number from 0"],
    ["7 0.5 0.5 0.1 0.1", "expected a class from 0 to 1"],
    ["0 0.5 0.5 x 0.1", "expected numbers alone"],
  ])("refuses the line %s", async (text, message) => {
    const folder = await yoloFolder();
    await writeAt(path.join(folder, "labels", "one.txt"), text);
    await expect(openDataset(`yolo:${folder}`, all)).rejects.toThrow(message);
    await expect(openDataset(`yolo:${folder}`, all)).rejects.toThrow("one.txt, line ");
  });

  test.each([
    ["names: 5\ntrain: images", "expected names, a list"],
    ["names: [cat, dog]\nnc: 3\ntrain: images", "expected 3 names"],
    ["names: [cat, dog]\ntrain: pictures", "nothing is there"],
    ["names: [cat, cat]\ntrain: images", "one twice"],
    ["{", "expected YAML that can be read"],
  ])("refuses data.yaml with %j", async (yaml, message) => {
    await expect(openDataset(`yolo:${await yoloFolder(yaml)}`, all)).rejects.toThrow(message);
  });
});

describe("CSV", () => {
  test.each([
    "image,x1,y1,x2,y2,label",
    "image_path,xmin,ymin,xmax,ymax,class",
    "filename,x_min,y_min,x_max,y_max,Class_Name",
    "path,left,top,right,bottom,category",
  ])("reads the columns %s", async (heading) => {
    const { train } = await openDataset(`csv:${await csvFile(heading)}`, all);
    expect(boxesOf(train)).toEqual(expected);
  });

  test("without a line of names is Keras-RetinaNet's where that is said, and refused otherwise", async () => {
    const file = await csvFile(undefined);
    await expect(openDataset(`csv:${file}`, all)).rejects.toThrow("--format retinanet");
    const { train } = await openDataset(`csv:${file}`, { ...all, boxes: { format: "retinanet" } });
    expect(boxesOf(train)).toEqual(expected);
  });

  test("takes parts from a column, and refuses an image in two", async () => {
    const heading = "image,x1,y1,x2,y2,label,split";
    const rows = csvRows.map((row) => `${row},${row.startsWith("two") ? "val" : "train"}`);
    const parts = await openDataset(`csv:${await csvFile(heading, rows)}`, all);
    expect([boxesOf(parts.train).length, boxesOf(parts.val)]).toEqual([2, [expected[1]]]);
    const torn = rows.map((row, at) => (at === 1 ? row.replace(/train$/, "val") : row));
    await expect(openDataset(`csv:${await csvFile(heading, torn)}`, all)).rejects.toThrow(
      "line 3: expected all boxes of one.png in one part",
    );
  });

  test("compares the size that is stated", async () => {
    const rows = csvRows.map((row) => `${row},41,30`);
    const file = await csvFile("image,x1,y1,x2,y2,label,width,height", rows);
    await expect(openDataset(`csv:${file}`, all)).rejects.toThrow(
      "expected 41 × 30 pixels as its annotations say, got 40 × 30",
    );
  });

  test("is read with classes alone as before where no boxes are asked for", async () => {
    const file = await csvFile("image,label", ["one.png,cat", "two.png,dog"]);
    expect((await openDataset(`csv:${file}`, { fractions: [1, 0, 0] })).train.length).toBe(2);
    await expect(openDataset(`csv:${file}`, all)).rejects.toThrow("expected columns image, x1, y1, x2, y2 and label");
  });
});

describe("bad boxes", () => {
  const bad = [
    "one.png,5,5,5,9,cat",
    "one.png,-8,0,10,10,cat",
    "two.png,70,0,80,9,dog",
    "two.png,-0.5,0,8,8,dog",
    "none.png,1,a,3,4,cat",
    "none.png,1,1,3,4,dog",
  ];
  const heading = "image,x1,y1,x2,y2,label";

  test("are refused with the first of them, and how many there are of each kind", async () => {
    const file = await csvFile(heading, bad);
    await expect(openDataset(`csv:${file}`, all)).rejects.toThrow(
      /boxes\.csv, line 2: .*5, 5, 5, 9, which is degenerate\. 4 bad boxes \(1 degenerate, 1 partly outside of its image, 1 outside of its image, 1 not a number\)/,
    );
  });

  test("are left out, or cut, where that is said", async () => {
    const file = await csvFile(heading, bad);
    const notices: string[] = [];
    const onNotice = ({ message }: DataNotice) => notices.push(message);
    const dropped = await openDataset(`csv:${file}`, { ...all, boxes: { bad: "drop" }, onNotice });
    expect(boxesOf(dropped.train).map((list) => list.map(({ box }) => box))).toEqual([
      [],
      [[0, 0, 8, 8]],
      [[1, 1, 3, 4]],
    ]);
    const clipped = await openDataset(`csv:${file}`, { ...all, boxes: { bad: "clip" }, onNotice });
    expect(boxesOf(clipped.train)[0]).toEqual([{ name: "cat", box: [0, 0, 10, 10] }]);
    expect(withBoxes(clipped.train).boxPlace(0, 0)).toContain("line 3");
    expect(notices.filter((message) => message.includes("4 bad boxes"))).toHaveLength(2);
  });

  test("of shares where pixels are expected are refused, all together", async () => {
    const file = await csvFile(heading, ["one.png,0.1,0.2,0.5,0.6,cat", "two.png,0,0,1,1,dog"]);
    await expect(openDataset(`csv:${file}`, all)).rejects.toThrow(
      /line 2: .*expected boxes in pixels, got 0\.1.*shares/,
    );
  });

  test("of an image whose EXIF turns it are refused where they are of the stored pixels", async () => {
    const folder = await cocoFolder();
    const file = path.join(folder, "images", "one.png");
    await sharp({ create: { width: 40, height: 30, channels: 3, background: "#888" } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toFile(`${file}.jpg`);
    await rename(`${file}.jpg`, file);
    await expect(openDataset(`coco:${folder}`, all)).rejects.toThrow("its EXIF turns it");
  });
});

test("a folder with boxes in two forms is asked about", async () => {
  const folder = await vocFolder("beside");
  await writeAt(path.join(folder, "data.yaml"), "names: [cat, dog]\ntrain: .\n");
  await expect(openDataset(`folder:${folder}`, all)).rejects.toThrow("files of voc and yolo");
  const { train } = await openDataset(`folder:${folder}`, { ...all, boxes: { format: "voc" } });
  expect(boxesOf(train)).toEqual(sortedByName(expected));
  await expect(openDataset(`folder:${await temporaryFolder()}`, all)).rejects.toThrow("got none of them");
});

test("data with boxes can be evaluated on without a part to train on", async () => {
  const folder = await yoloFolder("names: [cat, dog]\nval: images\n");
  await expect(openDataset(`yolo:${folder}`, all)).rejects.toThrow("expected images to train on, got only val");
  const parts = await openDatasetToEvaluate(`yolo:${folder}`, { boxes: {} });
  expect(boxesOf(parts.val)).toHaveLength(3);
});

test("an image that a link leads to is found", async () => {
  const folder = await vocFolder("kaggle");
  await rename(path.join(folder, "images"), path.join(folder, "store"));
  await symlink(path.join(folder, "store"), path.join(folder, "pictures"));
  const { train } = await openDataset(`voc:${folder}`, all);
  expect(boxesOf(train)).toEqual(sortedByName(expected));
});
