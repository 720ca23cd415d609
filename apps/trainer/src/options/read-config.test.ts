import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { UsageError } from "../errors.ts";
import { readConfig } from "./read-config.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-config-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string): Promise<string> {
  const full = path.join(folder, name);
  await writeFile(full, content);
  return full;
}

test("reads YAML and JSON alike", async () => {
  const values = { "batch-size": 8, scale: [0.5, 1], "model-ema": true };
  const yaml = await file("a.yaml", "# small\nbatch-size: 8\nscale: [0.5, 1]\nmodel-ema: true\n");
  const json = await file("a.json", JSON.stringify(values));
  expect(await readConfig(yaml)).toEqual({ source: yaml, values });
  expect(await readConfig(json)).toEqual({ source: json, values });
});

test("reads the settings out of a run's config.json", async () => {
  const config = await file("config.json", JSON.stringify({ command: "…", options: { epochs: 3 }, environment: {} }));
  expect((await readConfig(config)).values).toEqual({ epochs: 3 });
});

test("an empty file changes nothing", async () => {
  expect((await readConfig(await file("empty.yaml", "# nothing\n"))).values).toEqual({});
});

test.each([
  ["list.yaml", "- 1\n- 2\n", /list\.yaml: expected names and values.*got \[1,2\]/],
  ["broken.yaml", "a: [1\n", /broken\.yaml: /],
  ["twice.yaml", "a: 1\na: 2\n", /unique/],
  ["twice.json", '{"options": {"epochs": 1, "epochs": 2}}', /unique, and "epochs" stands there twice/],
  [
    "bytes.yaml",
    `a: "${"x".repeat(4 * 2 ** 20)}"`,
    /cannot read .*bytes\.yaml \(it has 4194309 bytes, at most 4194304 are/,
  ],
  ["long.yaml", `a: "${"x".repeat(2 ** 16)}"`, /at most 65536 bytes of YAML or 4194304 of JSON, got 65541 characters/],
  [
    "keys.yaml",
    Array.from({ length: 30_000 }, (_, index) => `key-${index}: 1\n`).join(""),
    /got \d+ characters that are no/,
  ],
  ["errors.yaml", `[${",".repeat(60_000)}`, /errors\.yaml: .* at line 1, column 3$/],
  ["deep.yaml", "[".repeat(33), /expected YAML or JSON that can be read \(it is nested too deep\)/],
  ["text.yaml", "x".repeat(60_000), /expected names and values.*got "x{80}…"\.$/],
  // Each level of such keys once doubled the time: 200 of them took more than 100 s.
  ["keys-of-keys.yaml", `${"? ".repeat(31)}1\n`, /expected names before the colons, got a list, values or an alias/],
  ["more-keys-of-keys.yaml", `${"? ".repeat(200)}1\n`, /it is nested too deep/],
  ["lists-as-keys.yaml", `a: ${"[".repeat(200)}1${"]: 1".repeat(199)}]\n`, /it is nested too deep/],
  ["alias.yaml", `a: &a 1\nb: [${"*a, ".repeat(101)}]\n`, /at most 100 aliases .*got 101/],
  ["no-anchor.yaml", "a: *b\n", /no-anchor\.yaml: .*alias.*: b\)/],
])("refuses %s", async (name, content, message) => {
  const config = readConfig(await file(name, content));
  await expect(config).rejects.toThrow(UsageError);
  await expect(config).rejects.toThrow(message);
});

test("JSON that names a setting twice is refused whatever its size, however the name is spelled", async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => `"k${index}":{"k1":[":","\\""]}`).join(",");
  const twice = await file("large-twice.json", `{${many},"\\u006b7":1}`);
  await expect(readConfig(twice)).rejects.toThrow(/large-twice\.json: .*unique, and "k7" stands there twice/);
});

test("5,000 names of YAML and 100,000 of JSON are read in one pass", async () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `name-${index}`);
  const yaml = await readConfig(await file("many.yaml", names(5_000).join(": 1\n").concat(": 1")));
  expect(Object.keys(yaml.values)).toHaveLength(5_000);
  const entries = names(100_000).map((name, index) => [name, index]);
  const json = await readConfig(await file("many.json", JSON.stringify(Object.fromEntries(entries))));
  expect(Object.keys(json.values)).toHaveLength(100_000);
});

test("names a file that is not there", async () => {
  await expect(readConfig(path.join(folder, "none.yaml"))).rejects.toThrow(/--config: cannot read .*none\.yaml/);
});
