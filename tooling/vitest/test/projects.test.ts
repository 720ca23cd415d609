import { expect, test } from "vitest";
import config from "../../../vitest.config.ts";

// vitest refuses to run projects with different numbers of workers together unless they are groups of their own.
test("every project is a group of its own, in the order pure, pure-mocking, native, slow, long, demo", () => {
  const orders = config.test?.projects?.map((project) =>
    typeof project === "object" && "test" in project
      ? [project.test?.name, project.test?.sequence?.groupOrder]
      : [project],
  );
  expect(orders).toEqual([
    ["pure", 0],
    ["pure-mocking", 1],
    ["native", 2],
    ["slow", 3],
    ["long", 4],
    ["demo", 5],
  ]);
});
