import { mkdir, writeFile } from "node:fs/promises";
import { request } from "node:http";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { serveIsolated } from "./serve-isolated.ts";

/** The status of an address that is sent as it is: `fetch` would take the dots out. */
function statusOf(url: string, address: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { path: address }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.once("error", reject);
    asked.end();
  });
}

test("serves folders by their names, isolated, and nothing outside of them", async () => {
  const folder = await temporaryFolder();
  for (const name of ["pages", "given"]) await mkdir(path.join(folder, name));
  await writeFile(path.join(folder, "secret.json"), "1");
  await writeFile(path.join(folder, "pages", "a page.html"), "page");
  await writeFile(path.join(folder, "given", "model.wasm"), "model");
  const { url, close } = await serveIsolated(
    new Map([
      ["models/given", path.join(folder, "given")],
      ["", path.join(folder, "pages")],
    ]),
  );
  try {
    const page = await fetch(`${url}a%20page.html?query`);
    expect(await page.text()).toBe("page");
    expect(page.headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(page.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
    const model = await fetch(`${url}models/given/model.wasm`);
    expect([await model.text(), model.headers.get("content-type")]).toEqual(["model", "application/wasm"]);
    expect(await statusOf(url, "/models/given")).toBe(404);
    for (const address of ["/../secret.json", "/..%2fsecret.json", "/models/given/..%5c..%5csecret.json"]) {
      expect([address, await statusOf(url, address)]).toEqual([address, 404]);
    }
    await expect(statusOf(url, "/%ff")).rejects.toThrow(); // no text: the connection ends, the server does not
    expect((await fetch(`${url}a%20page.html`)).status).toBe(200);
  } finally {
    await close();
  }
});
