// The user's own pip against a package index of the test's own, so that what is assumed of pip is checked with pip.

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type TinyWheel, tinyWheel } from "../../test/provisioning/tiny-wheel.ts";
import { fetchWheel } from "./fetch-wheel.ts";
import { findInstallers } from "./wheels/find-installers.ts";

const tiny = tinyWheel();
const options = {
  destination: "tiny-1.0",
  extract: (name: string) => (name === "tiny/code.py" ? "code.py" : undefined),
};

let cache: string;
let server: Server;
let served: TinyWheel;
beforeEach(async () => {
  served = tiny;
  cache = await mkdtemp(path.join(tmpdir(), "tresnet-pip-"));
  server = createServer((request, response) => {
    if (request.url === "/simple/tiny/") {
      response.setHeader("Content-Type", "text/html");
      response.end(`<a href="/files/${served.wheel.file}">${served.wheel.file}</a>`);
    } else if (request.url === `/files/${served.wheel.file}`) {
      response.end(served.data);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const settings = {
    TRESNET_CACHE_DIR: cache,
    PATH: await pathWithoutUv(),
    PIP_CONFIG_FILE: "/dev/null",
    PIP_INDEX_URL: `http://127.0.0.1:${port}/simple`,
    PIP_EXTRA_INDEX_URL: "",
    PIP_FIND_LINKS: "",
    PIP_RETRIES: "1", // with 0, pip does not say that it could not connect
    NO_PROXY: "127.0.0.1",
  };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(cache, { recursive: true, force: true });
});

/** PATH less the folders that hold uv. */
async function pathWithoutUv(): Promise<string> {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const holdsUv = await Promise.all(
    folders.map(async (folder) => (await readdir(folder).catch((): string[] => [])).includes("uv")),
  );
  return folders.filter((_, index) => !holdsUv[index]).join(path.delimiter);
}

test("pip fetches the pinned wheel from the index that the user has set", async () => {
  expect((await findInstallers()).map(({ kind }) => kind)).toEqual(["pip"]);
  const folder = await fetchWheel(tiny.wheel, options);
  expect(await readFile(path.join(folder, "code.py"), "utf8")).toBe("x = 1\n");
}, 60_000);

test("pip refuses another wheel under the same name", async () => {
  served = { ...tinyWheel({ "tiny/code.py": "evil" }) };
  await expect(fetchWheel(tiny.wheel, options)).rejects.toMatchObject({
    code: "hash-mismatch",
    message: expect.stringContaining("expected the pinned SHA-256"),
  });
  expect(await readdir(cache)).toEqual([]);
}, 60_000);

test("an index that cannot be reached is told as offline", async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await expect(fetchWheel(tiny.wheel, options)).rejects.toMatchObject({
    code: "offline",
    message: expect.stringMatching(/^tiny 1\.0: pip could not reach its package index\. Connect/),
  });
}, 60_000);

test("a wheel that the index does not have is told as such", async () => {
  const wheel = { ...tiny.wheel, project: "other", file: "other-1.0-py3-none-any.whl" };
  await expect(fetchWheel(wheel, options)).rejects.toMatchObject({ code: "not-on-index" });
}, 60_000);
