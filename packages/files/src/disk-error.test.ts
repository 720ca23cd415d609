import { expect, test } from "vitest";
import { diskProblem, isDiskError } from "./disk-error.ts";

const failed = (code: string, syscall: string) => Object.assign(new Error(code), { code, syscall });

test("tells a disk's errors from the network's", () => {
  expect(isDiskError(failed("ENOSPC", "write"))).toBe(true);
  expect(isDiskError(failed("EACCES", "mkdir"))).toBe(true);
  expect(isDiskError(failed("ECONNRESET", "read"))).toBe(false);
  expect(isDiskError(new Error("write"))).toBe(false);
});

test("says whether a disk is full or can't be written", () => {
  expect(["ENOSPC", "EDQUOT"].map((code) => diskProblem(failed(code, "write")))).toEqual(["full", "full"]);
  for (const code of ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"]) {
    expect(diskProblem(failed(code, "open"))).toBe("unwritable");
  }
  expect(diskProblem(failed("ENOENT", "open"))).toBeUndefined();
  expect(diskProblem("ENOSPC")).toBeUndefined();
});
