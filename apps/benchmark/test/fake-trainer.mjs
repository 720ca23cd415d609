#!/usr/bin/env node
/**
 * Stands in for PyTorch's side of `tresnet-bench accuracy`. How it behaves is in fake.json beside the data; what it was
 * asked for goes to fake.log there.
 */
import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
let about;
let behaviour;
let epoch = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if (request.kind === "finish") break;
  if (request.kind === "start") {
    about = request;
    behaviour = JSON.parse(readFileSync(path.join(request.data, "fake.json"), "utf8"));
    const { parameters = 12, sha256, torch = "2.0" } = { ...behaviour, ...behaviour[request.precision] };
    say({ kind: "started", parameters, versions: { torch }, dataSha256: sha256 });
    continue;
  }
  epoch++;
  appendFileSync(path.join(about.data, "fake.log"), `seed ${about.seed} ${about.precision} ${epoch}\n`);
  if (behaviour.hangs) continue;
  if (behaviour.fails) say({ kind: "failed", message: "FloatingPointError: the loss is nan" });
  else {
    say({ kind: "progress", step: 1, steps: 2, loss: 2.5 });
    const seconds = about.precision === "float32" ? 4 : 1;
    say({ kind: "trained", seconds, images: 32, loss: 2, accuracy: (epoch + about.seed) / 10 });
  }
}
