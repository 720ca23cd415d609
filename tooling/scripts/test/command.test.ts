import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { run } from "../command.mjs";
import { isSupportedNode } from "../repository.mjs";

test("gives the exit code and, when quiet, both streams", async () => {
  const script = "console.log('out'); console.error('err'); process.exit(3)";
  const { code, output } = await run([process.execPath, "-e", script], { quiet: true, cwd: tmpdir() });
  expect(code).toBe(3);
  expect(output).toContain("out");
  expect(output).toContain("err");
});

test("turns a signal into 128 plus its number", async () => {
  const { code } = await run([process.execPath, "-e", "process.kill(process.pid, 'SIGKILL')"], { quiet: true });
  expect(code).toBe(137);
});

test("passes arguments with spaces through as they are", async () => {
  const { output } = await run([process.execPath, "-p", "process.argv[1]", "a  b 'c'"], { quiet: true });
  expect(output).toBe("a  b 'c'\n");
});

test("rejects when the program does not exist", async () => {
  await expect(run(["tresnet-no-such-program"], { quiet: true })).rejects.toThrow("ENOENT");
});

test.each([
  ["20.18.3", false],
  ["20.19.0", true],
  ["18.20.0", false],
  ["22.0.0", true],
  ["24.1.0", true],
])("Node %s is supported: %s", (version, supported) => {
  expect(isSupportedNode(version)).toBe(supported);
});
