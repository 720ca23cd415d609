import { fstatSync, openSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { closeLostTerminals, endIfHungUp, noteHangUp } from "./hang-up.ts";

afterEach(() => vi.restoreAllMocks());

test("a process whose terminal was closed ends by that signal, and no other does", () => {
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  endIfHungUp(true);
  expect(kill).not.toHaveBeenCalled();
  noteHangUp();
  endIfHungUp(false);
  expect(kill).not.toHaveBeenCalled();
  endIfHungUp(true);
  expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, "SIGHUP");
});

test("what is no terminal any more is closed, so that Node leaves it alone at exit", () => {
  const descriptor = openSync(import.meta.filename, "r");
  closeLostTerminals([descriptor]);
  expect(() => fstatSync(descriptor)).toThrow("EBADF");
});
