/** `kill -9` of a whole `tresnet export`: nothing half has the name, and the next one leaves nothing of it behind. */
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { random } from "@tresnet/data";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Exporter } from "../src/export/exporter.ts";
import { exporters } from "../src/export/exporters.ts";
import { contentsOf, exportAndKill, writeWeights } from "./killed-export.ts";
import { tresnet } from "./run-in-process.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-killed-"));
  await writeWeights(at("s.safetensors"), "tresnet_s");
  await writeWeights(at("m.safetensors"), "tresnet_m"); // timm builds no tresnet_s
});
afterAll(() => rm(folder, { recursive: true }));

const rows: readonly (readonly [string, Exporter])[] = Object.entries(exporters);

/** The changes of a folder after one of which an export is killed. */
const mostChanges = 6;

test.each(rows)("%s", async (format, { extension }) => {
  const place = at(format);
  await mkdir(place);
  const output = path.join(place, `given${extension}`);
  const weights = at(format === "timm" ? "m.safetensors" : "s.safetensors");
  const args = [weights, "--format", format, "--output", output];
  const drawn = random(
    9,
    rows.findIndex(([name]) => name === format),
  );
  await exportAndKill(place, args, 1 + drawn.integer(mostChanges));
  const left = contentsOf(place);
  const isThere = (await readdir(place)).includes(path.basename(output));

  const { code, stderr } = await tresnet("export", ...args, ...(isThere ? ["--force"] : []));
  expect(code, stderr).toBe(0);
  expect(await readdir(place)).toEqual([path.basename(output)]);
  // Where the killed one had given it its name, it was as whole as the other.
  if (isThere)
    expect(left.split("\n").filter((line) => line.startsWith("given"))).toEqual(contentsOf(place).split("\n"));
});
