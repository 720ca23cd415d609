/**
 * What damage and kills do, and torchvision with our detectors, in figures: `pnpm proof fuzz|kills|damage|detector
 * [--count N] [--seed N] [--train] [--quiet] [NAME…]`.
 *
 * Prints tables. Exit code 1 where one of them ended as it must not. README.md says what each counts.
 */
import { parseArgs } from "node:util";
import { printDamage } from "./damage/print-damage.ts";
import { printDetector } from "./detector/print-detector.ts";
import { printFuzz } from "./fuzz/print-fuzz.ts";
import { printKills } from "./kills/print-kills.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string" },
    seed: { type: "string" },
    train: { type: "boolean", default: false },
    quiet: { type: "boolean", default: false },
  },
});
const [command = "", ...names] = positionals;
const count = wholeNumber("count", values.count);
const seed = wholeNumber("seed", values.seed) ?? 1;
const tell = (line: string) => {
  if (!values.quiet) console.error(line);
};

const faults = await run();
process.exitCode = faults === 0 ? 0 : 1;

function run(): Promise<number> {
  switch (command) {
    case "fuzz":
      return printFuzz({ count, seed, names });
    case "kills":
      return printKills({ count: count ?? 64, seed, names, tell });
    case "damage":
      return printDamage({ count, seed, tell });
    case "detector":
      return printDetector({ names, trains: values.train, tell });
    default:
      throw new Error(`proof: expected fuzz, kills, damage or detector, got "${command}".`);
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`proof: --${name}: expected a whole number from 0, got "${text}".`);
}
