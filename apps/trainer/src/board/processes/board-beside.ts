/** A board beside a training: a process of its own that ends with this one. */
import { spawn } from "node:child_process";
import { Socket } from "node:net";

/** Tells a board that its input is held open by the process that has started it, for as long as that lives. */
export const besideVariable = "TRESNET_BOARD_BESIDE";

/**
 * Starts `tresnet board --open` for a folder of runs; returns what ends it. It ends by itself when this process does,
 * killed or not, since its input ends then.
 */
export function boardBeside(folder: string, cli: readonly string[]): () => void {
  const [program = process.execPath, ...words] = cli;
  const child = spawn(program, [...words, "board", folder, "--open"], {
    // A Ctrl-C in the terminal is for the training, which then has a checkpoint to write.
    detached: true,
    // A training's own output may be one line of JSON.
    stdio: ["pipe", 2, 2],
    env: { ...process.env, [besideVariable]: "1" },
  });
  child.on("error", () => undefined); // a training goes on without its board
  child.unref();
  const { stdin } = child;
  stdin?.on("error", () => undefined);
  // A pipe that is open would keep this process.
  if (stdin instanceof Socket) stdin.unref();
  return () => void stdin?.end();
}
