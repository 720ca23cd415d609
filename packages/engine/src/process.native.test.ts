import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

function run(end: string, file = "quiet-program.ts") {
  const program = fileURLToPath(new URL(`../test/${file}`, import.meta.url));
  const args = ["--conditions=@tresnet/source", "--import", "tsx", program, end];
  return spawnSync(process.execPath, args, { encoding: "utf8", timeout: 60_000 });
}

describe("a process with an engine", () => {
  test("prints nothing of TensorFlow's, and ends by itself when its work is done", () => {
    const { status, signal, stdout, stderr } = run("by-itself");
    expect({ status, signal, stdout, stderr }).toEqual({ status: 0, signal: null, stdout: "64", stderr: "" });
  });

  test("ends with the code that process.exit is given", () => {
    const { status, signal, stderr } = run("exit");
    expect({ status, signal, stderr }).toEqual({ status: 3, signal: null, stderr: "" });
  });

  test("ends with an error of its own, not with a crash", () => {
    const { status, signal, stderr } = run("throw");
    expect({ status, signal }).toEqual({ status: 1, signal: null });
    expect(stderr).toContain("thrown by the program");
  });

  test("can end an engine while a step runs, and start another", () => {
    const { status, signal, stdout, stderr } = run("", "restart-program.ts");
    expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      other: true,
      value: 3,
      message: expect.stringContaining("the traced function was disposed"),
      behind: expect.stringContaining("the engine was disposed before the call's turn came"),
      variableEnded: true,
    });
  });

  test("has its stderr back when two threads have loaded TensorFlow at once", () => {
    const { status, stderr } = run("", "two-threads-program.ts");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "heard" });
  });
});
