import { ClusterError } from "@tresnet/engine";
import { expect, test } from "vitest";
import { requireSame } from "./compare.ts";
import { alone, type Team } from "./team.ts";

/** Task 1 of three, where task 2 has other values. */
function teamWith(other: object): Team {
  return {
    ...alone,
    task: 1,
    size: 3,
    gather: async (own) => [own, own, Buffer.from(JSON.stringify({ value: other }))],
  };
}

const options = { "--img-size": 32, "--classes": ["a", "b"], "--lr": undefined };

test("what is the same passes, and what is not given counts as not there", async () => {
  await requireSame(teamWith({ "--classes": ["a", "b"], "--img-size": 32 }), "options", options);
  await requireSame(alone, "options", options);
});

test("what differs is named with both values and both processes", async () => {
  const failed = requireSame(teamWith({ "--img-size": 64, "--seed": 1 }), "options", options);
  await expect(failed).rejects.toThrow(ClusterError);
  await expect(failed).rejects.toThrow(
    'expected all processes to have the same options, but for task 0 (alone) and task 2 (alone) --img-size is 32 and 64; --classes is ["a","b"] and not given; --seed is not given and 1.',
  );
});
