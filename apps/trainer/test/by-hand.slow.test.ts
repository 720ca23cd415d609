import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { appendFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { random } from "@tresnet/data";
import { test } from "vitest";
import { exporters } from "../src/export/exporters.ts";
import type { Exporter } from "../src/export/exporter.ts";
import { contentsOf, exportAndKill, writeWeights } from "./killed-export.ts";
import { tresnet } from "./run-in-process.ts";
test("kills", async () => {
  const say = (line: string) => appendFileSync("/tmp/x1/kills.txt", `${line}\n`);
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-killed-"));
  const at = (...parts: string[]) => path.join(folder, ...parts);
  await writeWeights(at("s.safetensors"), "tresnet_s");
  await writeWeights(at("m.safetensors"), "tresnet_m");
  for (let seed = 0; seed < 7; seed += 1)
  for (const [format, { extension }] of Object.entries(exporters) as [string, Exporter][]) {
    const place = at(`${format}-${seed}`); await mkdir(place);
    const output = path.join(place, `given${extension}`);
    const args = [at(format === "timm" ? "m.safetensors" : "s.safetensors"), "--format", format, "--output", output];
    const force = seed % 3 === 2;
    if (force) await tresnet("export", ...args);
    const before = contentsOf(place);
    const changes = 1 + random(seed, format.length).integer(6);
    const inTime = await exportAndKill(place, [...args, ...(force ? ["--force"] : [])], changes);
    const left = (await readdir(place)).join(" ");
    const isThere = (await readdir(place)).includes(path.basename(output));
    const own = contentsOf(place).split("\n").filter((l) => /^given(\.onnx|\.safetensors)?( \d|\/| folder)/.test(l)).join("\n");
    const { code, stderr } = await tresnet("export", ...args, ...(isThere ? ["--force"] : []));
    const after = await readdir(place);
    const whole = !isThere || own === contentsOf(place);
    say(`${format} seed ${seed}${force ? " --force" : ""}: ${inTime ? "killed" : "done before"} at change ${changes}; left: ${left || "nothing"}; next rc ${code}; then: ${after.join(" ")}; ${whole && code === 0 && after.length === 1 ? "ok" : `BAD ${stderr} ${before}`}`);
    await rm(place, { recursive: true });
  }
  await rm(folder, { recursive: true });
});
