import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";

const started = z.object({ folder: z.string(), pid: z.number() });

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s leaves neither files nor processes behind", async (signal, exitCode) => {
  const program = fileURLToPath(new URL("../../test/leftovers-program.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", program], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  const { folder, pid } = started.parse(JSON.parse(String(line)));
  expect(existsSync(folder)).toBe(true);
  child.kill(signal);
  const [code] = await once(child, "exit");
  expect(code).toBe(exitCode);
  expect(existsSync(folder)).toBe(false);
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
