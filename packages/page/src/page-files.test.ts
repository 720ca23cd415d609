import { expect, test } from "vitest";
import { pageFiles } from "./page-files.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array | undefined) => new TextDecoder().decode(content);
const versionOf = (worker: string) => /"version":"([0-9a-f]{16})"/.exec(worker)?.[1];

test("lists every file for offline use, and another version for another model", async () => {
  const files = await pageFiles({ model: new Map([["model/model.json", bytes("{}")]]) });
  const worker = text(files.get("service-worker.js"));
  const listed: string[] = JSON.parse(/"files":(\[[^\]]*\])/.exec(worker)?.[1] ?? "[]");
  const needed = [...files.keys()].filter((name) => name !== "service-worker.js" && name !== "README.md");
  expect(listed.sort()).toEqual([...needed, "model/model.json"].sort());
  const other = await pageFiles({ model: new Map([["model/model.json", bytes("[]")]]) });
  expect(versionOf(text(other.get("service-worker.js")))).not.toBe(versionOf(worker));
});

test("refers to its own files alone, without scripts or styles in the page", async () => {
  const files = await pageFiles({ model: new Map() });
  const page = text(files.get("index.html"));
  expect(page).toContain("default-src 'none'");
  const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address ?? "");
  expect(addresses.length).toBeGreaterThan(2);
  for (const address of addresses) expect([...files.keys()]).toContain(address);
  expect(page).not.toMatch(/<script>|<style|style=|onclick/);
});
