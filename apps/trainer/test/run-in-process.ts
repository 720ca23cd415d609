/** Runs the command `tresnet` in this process, on the TensorFlow that runs already. */

import { vi } from "vitest";
import { runProgram } from "../src/program.ts";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line and returns what it printed; nothing reaches the real streams. */
export async function tresnet(...args: readonly string[]): Promise<Ran> {
  const printed = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((chunk) => {
      printed[name] += String(chunk);
      return true;
    }),
  );
  try {
    const code = await runProgram(args);
    return { code, ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
