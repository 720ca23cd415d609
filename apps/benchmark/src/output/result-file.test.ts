import { expect, test } from "vitest";
import { commandLine } from "./result-file.ts";

test("a command line can be pasted into a shell", () => {
  expect(commandLine(["infer", "--batch-size", "1,8"])).toBe("tresnet-bench infer --batch-size 1,8");
  expect(commandLine(["infer", "--output", "it's here"])).toBe("tresnet-bench infer --output 'it'\\''s here'");
  expect(commandLine(["train", ""])).toBe("tresnet-bench train ''");
});
