import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import path from "node:path";
import type { FetchEvent } from "@tresnet/files";
import { sharedPath } from "@tresnet/vitest";
import { create } from "tar";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testDataset } from "../../test/dataset-contract.ts";
import { temporaryFolder, writeAt } from "../../test/temporary-folder.ts";
import { matFile } from "../../test/write-mat-file.ts";
import { openFlowers102, readFlowerLabels } from "./flowers-102.ts";
import { openDataset } from "./open-dataset.ts";

/** 104 images: one of each class to train on, then one for val and one for test. */
const labels = [...Array.from({ length: 102 }, (_, i) => 102 - i), 7, 7];
const parts = { trnid: Array.from({ length: 102 }, (_, i) => i + 1), valid: [103], tstid: [104] };

let folder = "";
beforeEach(async () => {
  folder = await temporaryFolder();
});

async function writeFlowers(changed: { labels?: number[]; images?: number; parts?: Partial<typeof parts> } = {}) {
  await writeAt(path.join(folder, "imagelabels.mat"), matFile({ labels: changed.labels ?? labels }));
  await writeAt(path.join(folder, "setid.mat"), matFile({ ...parts, ...changed.parts }));
  const numbers = Array.from({ length: changed.images ?? 104 }, (_, i) => String(i + 1).padStart(5, "0"));
  await Promise.all(numbers.map((number) => writeAt(path.join(folder, "jpg", `image_${number}.jpg`), number)));
}

describe("flowers102", () => {
  test("takes labels and parts from the MATLAB files", async () => {
    await writeFlowers();
    const { train, val, test: held } = await openDataset(`flowers102:${folder}`);
    expect([train.length, val?.length, held?.length]).toEqual([102, 1, 1]);
    expect(train.classNames[train.label(101)]).toBe("pink primrose");
    expect([held?.label(0), held?.classNames[6]]).toEqual([6, "moon orchid"]);
    expect(held?.id(0)).toBe(path.join(folder, "jpg", "image_00104.jpg"));
  });

  test.each([
    [
      "fewer images than labels",
      { images: 103 },
      /imagelabels\.mat: expected its 104 images in .*jpg, got 103; 1 are missing, image_00104\.jpg first/,
    ],
    [
      "a label beyond 102",
      { labels: [...labels.slice(0, 103), 103] },
      /imagelabels\.mat: expected whole numbers from 1 to 102 in labels, got 103 at place 104/,
    ],
    [
      "a part that names an image without label",
      { parts: { tstid: [105] } },
      /setid\.mat: expected whole numbers from 1 to 104 in tstid, got 105 at place 1/,
    ],
    [
      "an image in two parts",
      { parts: { valid: [104] } },
      /setid\.mat: expected every image in one part, got image 104 in valid and in tstid/,
    ],
    [
      "a class without images",
      { labels: [1, ...labels.slice(1)] },
      /setid\.mat: expected training images of every class, got none of blackberry lily/,
    ],
  ])("refuses %s", async (_, changed, message) => {
    await writeFlowers(changed);
    await expect(openDataset(`flowers102:${folder}`)).rejects.toThrow(message);
  });

  test("a class that is left out needs no images", async () => {
    await writeFlowers({ labels: [1, ...labels.slice(1)] });
    const isKept = (name: string) => name !== "blackberry lily";
    const { train } = await openDataset(`flowers102:${folder}`, { isKept });
    expect(train.length).toBe(102);
  });

  test("says what is missing and where to get it", async () => {
    await writeAt(path.join(folder, "imagelabels.mat"), matFile({ labels }));
    await expect(openDataset(`flowers102:${folder}`)).rejects.toThrow(
      /got no setid\.mat\. Get 102flowers\.tgz and both \.mat files/,
    );
  });

  test("reads the real label files whole", async () => {
    const read = await readFlowerLabels(
      sharedPath("data", "labels", "flowers102_imagelabels.mat"),
      sharedPath("data", "labels", "flowers102_setid.mat"),
    );
    expect([read.labels.length, read.train.length, read.val.length, read.test.length]).toEqual([
      8189, 1020, 1020, 6149,
    ]);
    const perClass = new Map<number | undefined, number>();
    for (const number of read.train)
      perClass.set(read.labels[number - 1], (perClass.get(read.labels[number - 1]) ?? 0) + 1);
    expect([perClass.size, ...new Set(perClass.values())]).toEqual([102, 10]);
  });
});

describe("fetching Flowers-102", () => {
  let server: Server;
  const served = new Map<string, Buffer>();
  let requests: (string | undefined)[] = [];
  beforeEach(async () => {
    await writeFlowers();
    const archive = path.join(folder, "flowers.tgz");
    await create({ gzip: true, file: archive, cwd: folder }, ["jpg"]);
    served.clear();
    for (const name of ["imagelabels.mat", "setid.mat"])
      served.set(`/${name}`, await readFile(path.join(folder, name)));
    served.set("/102flowers.tgz", await readFile(archive));
    requests = [];
    server = createServer((request, response) => {
      requests.push(request.url);
      const body = served.get(request.url ?? "");
      if (body) response.writeHead(200, { "content-length": body.length }).end(body);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const files = () => {
    const address = server.address();
    const port = address && typeof address !== "string" ? address.port : 0;
    const remote = (name: string) => ({
      url: `http://127.0.0.1:${port}/${name}`,
      md5: createHash("md5")
        .update(served.get(`/${name}`) ?? "")
        .digest("hex"),
    });
    return {
      images: { ...remote("102flowers.tgz"), terms: "for research" },
      labels: remote("imagelabels.mat"),
      parts: remote("setid.mat"),
    };
  };

  test("gets the three files once, unpacks, shows the terms, and keeps no archive", async () => {
    const cacheFolder = path.join(folder, "cache");
    const events: FetchEvent[] = [];
    const { train } = await openFlowers102(
      undefined,
      { cacheFolder, onProgress: (event) => events.push(event) },
      files(),
    );
    expect(train.length).toBe(102);
    expect(events.some(({ name, detail }) => name === "102flowers.tgz" && detail === "for research")).toBe(true);
    expect((await readdir(path.join(cacheFolder, "flowers-102"))).sort()).toEqual([
      "102flowers",
      "imagelabels.mat",
      "setid.mat",
    ]);
    await openFlowers102(undefined, { cacheFolder }, files());
    expect(requests).toHaveLength(3);
  });

  test("leaves no half-unpacked folder when the archive is damaged or the work is stopped", async () => {
    const cacheFolder = path.join(folder, "cache");
    const left = async () =>
      (await readdir(path.join(cacheFolder, "flowers-102"))).filter((name) => !/\.(mat|tgz)$/.test(name));
    const controller = new AbortController();
    const onProgress = ({ phase }: FetchEvent) => phase === "unpack" && controller.abort(new Error("enough"));
    const stopped = openFlowers102(undefined, { cacheFolder, signal: controller.signal, onProgress }, files());
    await expect(stopped).rejects.toThrow("enough");
    expect(await left()).toEqual([]);
    expect((await openFlowers102(undefined, { cacheFolder }, files())).train.length).toBe(102);

    served.set("/102flowers.tgz", Buffer.from("no archive"));
    const other = path.join(folder, "other");
    await expect(openFlowers102(undefined, { cacheFolder: other }, files())).rejects.toThrow(
      /102flowers\.tgz: expected a whole archive/,
    );
    expect((await readdir(path.join(other, "flowers-102"))).filter((name) => name.includes("102flowers"))).toEqual([]);
  });
});

testDataset("Flowers-102", async () => {
  await writeFlowers();
  return (await openDataset(`flowers102:${folder}`)).train;
});
