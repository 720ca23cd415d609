/** The process of a side that runs in Node: does what its parent asks, one line of JSON after another. */
import { createInterface } from "node:readline";
import { sides } from "./cases.ts";
import { peakMemory } from "./machine.ts";
import type { Reply, Request, StartRequest } from "./messages.ts";
import { tfjsSide } from "./tfjs-side.ts";
import type { TrainSide } from "./train-side.ts";
import { tresnetSide } from "./tresnet-side.ts";

let side: TrainSide | undefined;

for await (const line of createInterface({ input: process.stdin })) {
  try {
    reply(await answer(JSON.parse(line)));
  } catch (error) {
    reply({ kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

async function answer(request: Request): Promise<Reply> {
  switch (request.kind) {
    case "start": {
      side = await build(request);
      const outputs = await side.check();
      return { kind: "started", parameters: side.parameters, versions: side.versions, outputs };
    }
    case "steps": {
      if (side === undefined) throw new Error("side-process: expected `start` before `steps`.");
      const steps = [];
      for (let step = 0; step < request.count; step++) steps.push(await side.step());
      return {
        kind: "stepped",
        durationsMs: steps.map(({ durationMs }) => durationMs),
        losses: steps.map(({ loss }) => loss),
      };
    }
    case "finish":
      process.stdin.destroy();
      return { kind: "finished", peakMemoryBytes: peakMemory() };
    default:
      return request satisfies never;
  }
}

function build(request: StartRequest): Promise<TrainSide> {
  const chosen = sides[request.side];
  switch (chosen.runner) {
    case "tresnet":
      return tresnetSide(request, chosen);
    case "tfjs-eager":
      return tfjsSide(request);
    case "pytorch":
      throw new Error("side-process: PyTorch has a process of its own, in Python.");
    default:
      return chosen satisfies never;
  }
}

function reply(message: Reply): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
