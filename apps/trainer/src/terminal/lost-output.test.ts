import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { surviveLostOutput } from "./lost-output.ts";

test("a reader that has gone is no failure, a full disk is", () => {
  const stdout = new EventEmitter();
  const lost = surviveLostOutput([stdout]);
  for (const code of ["EPIPE", "EIO"]) stdout.emit("error", Object.assign(new Error(code), { code }));
  expect(lost()).toBeUndefined();
  const full = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  stdout.emit("error", full);
  expect(lost()).toBe(full);
});
