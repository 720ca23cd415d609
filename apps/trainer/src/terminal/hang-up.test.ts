import { afterEach, expect, test, vi } from "vitest";
import { endIfHungUp, noteHangUp } from "./hang-up.ts";

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
