/** A page's program: a file of the server, prepared for a model. */
import { blobPixels, type Preprocessing, prepareImage } from "../../src/index.ts";

async function prepare(address: string, preprocessing: Preprocessing): Promise<number[]> {
  const file = await (await fetch(address)).blob();
  return [...prepareImage(await blobPixels(file), preprocessing)];
}

async function refuse(): Promise<string> {
  return await blobPixels(new Blob(["no image"], { type: "text/plain" })).then(() => "", String);
}

Object.assign(globalThis, { prepare, refuse });
