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
  ["bytes.yaml", `a: "${"x".repeat(4 * 2 ** 20)}"`, /at most 262144 bytes of YAML or 4194304 of JSON, got more/],
  [
    "keys.yaml",
    Array.from({ length: 30_000 }, (_, index) => `key-${index}: 1\n`).join(""),
    /got \d+ characters that are no/,
  ],
  ["errors.yaml", `[${",".repeat(100_000)}`, /errors\.yaml: .* at line 1, column 3$/],
  ["deep.yaml", "[".repeat(20_000), /expected YAML or JSON that can be read \(it is nested too deep\)/],
  ["text.yaml", "x".repeat(100_000), /expected names and values.*got "x{80}…"\.$/],
  ["alias.yaml", `a: &a 1\nb: [${"*a, ".repeat(101)}]\n`, /at most 100 aliases .*got 101/],
  ["no-anchor.yaml", "a: *b\n", /no-anchor\.yaml: .*alias.*: b\)/],
])("refuses %s", async (name, content, message) => {
  const config = readConfig(await file(name, content));
  await expect(config).rejects.toThrow(UsageError);
  await expect(config).rejects.toThrow(message);
});

test("10,000 names of YAML and 100,000 of JSON are read in one pass", async () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `name-${index}`);
  const yaml = await readConfig(await file("many.yaml", names(10_000).join(": 1\n").concat(": 1")));
  expect(Object.keys(yaml.values)).toHaveLength(10_000);
  const entries = names(100_000).map((name, index) => [name, index]);
  const json = await readConfig(await file("many.json", JSON.stringify(Object.fromEntries(entries))));
  expect(Object.keys(json.values)).toHaveLength(100_000);
});

test("names a file that is not there", async () => {
  await expect(readConfig(path.join(folder, "none.yaml"))).rejects.toThrow(/--config: cannot read .*none\.yaml/);
});
