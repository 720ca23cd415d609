import { killAll } from "@tresnet/vitest";
import { afterAll, expect, test } from "vitest";
import { expectAsOne, outcomes } from "../../test/cluster/outcomes.ts";
import { type Trained, trainSmallTask } from "../../test/cluster/small-task.ts";

afterAll(killAll);

test("3 processes with statistics of the whole batch end three epochs as one does, all the same to the bit", async () => {
  const [first, ...others] = (await outcomes(3, ["sync"])).map(({ sync }) => sync as Trained);
  for (const other of others) expect(other).toEqual(first);
  if (first === undefined) throw new Error("expected three outcomes");
  expectAsOne(first, await trainSmallTask({}));
});
