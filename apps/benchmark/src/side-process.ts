/** The process of one side: does what its parent asks, one request after another. */

import { peakMemory } from "./machine.ts";
import type { Reply, Request } from "./messages.ts";
import { type TrainSide, trainSide } from "./train-side.ts";

let side: TrainSide | undefined;

process.on("message", async (request: Request) => {
  try {
    reply(await answer(request));
  } catch (error) {
    reply({ kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});

async function answer(request: Request): Promise<Reply> {
  switch (request.kind) {
    case "start":
      side = await trainSide(request.side, request.case);
      return { kind: "started", parameters: side.parameters, tensorflow: side.tensorflow };
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
      return { kind: "finished", peakMemoryBytes: peakMemory() };
    default:
      return request satisfies never;
  }
}

function reply(message: Reply): void {
  process.send?.(message, () => {
    if (message.kind === "finished") process.disconnect();
  });
}
