/** A board beside a training: a process of its own that ends with this one. */
import { spawn } from "node:child_process";

/**
 * Starts `tresnet board --open` for a folder of runs; returns what ends it. It ends by itself when this process does,
 * killed or not, since its input ends then.
 */
export function boardBeside(folder: string, cli: readonly string[]): () => void {
  const [program = process.execPath, ...words] = cli;
  const child = spawn(program, [...words, "board", folder, "--open"], {
    // A Ctrl-C in the terminal is for the training, which then has a checkpoint to write.
    detached: true,
    stdio: ["pipe", "inherit", "inherit"],
    env: { ...process.env, TRESNET_BOARD_PARENT: "1" },
  });
  child.on("error", () => undefined); // a training goes on without its board
  child.stdin.on("error", () => undefined);
  child.unref();
  if ("unref" in child.stdin && typeof child.stdin.unref === "function") child.stdin.unref();
  return () => void child.stdin.end();
}
