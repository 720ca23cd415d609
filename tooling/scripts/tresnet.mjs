/** The command `tresnet`, from source. */
import path from "node:path";
import { run } from "./command.mjs";
import { repository } from "./repository.mjs";

/**
 * Runs the command line from source and returns the line of JSON that it printed, if it did.
 * @param {readonly string[]} args
 */
export async function tresnet(...args) {
  console.error(`tresnet ${args.join(" ")}`);
  const cli = path.join(repository, "apps/trainer/src/cli.ts");
  const node = [process.execPath, "--conditions=@tresnet/source", "--import", "tsx", cli];
  const { code, output } = await run([...node, ...args], { quiet: true });
  if (code !== 0) throw new Error(`tresnet ${args[0]} ended with exit code ${code}:\n${output}`);
  return output.split("\n").findLast((line) => line.startsWith("{")) ?? "";
}
