import { describe, expect, test } from "vitest";
import { findPyTorch } from "../peers/find-pytorch.ts";
import { allowedCores } from "../text/core-list.ts";
import { makeCable } from "./cable.ts";
import { measureScale } from "./measure-scale.ts";
import { scaleWays } from "./scale-ways.ts";

const bandwidths = canMakeCables() ? [200] : [];
const severalCores = (allowedCores() ?? []).length > 1;

/** Whether this process may make networks. */
function canMakeCables(): boolean {
  try {
    const cable = makeCable();
    cable.limit(200);
    cable.remove();
    return true;
  } catch {
    return false;
  }
}

describe.runIf(severalCores)("several processes", () => {
  test("compute the same on the same batch together, apart and in PyTorch, and take turns", async () => {
    const pytorch = await findPyTorch();
    const ways = scaleWays({
      own: "traced-float32",
      peer: pytorch.present ? "pytorch-float32" : undefined,
      processes: [2],
      gradientFormats: ["float32", "bfloat16"],
      bandwidths,
    });
    const measured = await measureScale({
      case: { task: "train", model: "tresnet_s", imageSize: 32, batchSize: 2, classes: 3, seed: 0 },
      own: "traced-float32",
      ways,
      rounds: 2,
      stepsPerTurn: 1,
      warmUpSteps: 1,
      python: pytorch.present ? pytorch.python : undefined,
    });
    expect(measured.results.map(({ name }) => name)).toEqual(ways.map(({ name }) => name));
    expect(measured.results.map(({ case: { batchSize } }) => batchSize)).toEqual(
      ways.map(({ processes }) => 2 * processes),
    );
    for (const { roundsMs } of measured.results) expect(roundsMs).toHaveLength(2);
    for (const { median } of measured.processorMs) expect(median).toBeGreaterThan(0);
    const teams = ways.filter(({ gradientFormat, megabits }) => gradientFormat !== null && megabits === null);
    expect([...new Set(measured.reductions.map(({ team }) => team))]).toEqual(teams.map(({ name }) => name));
    expect(measured.reductions.every(({ ms }) => ms.median > 0)).toBe(true);
  });
});
