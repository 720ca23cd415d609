/** A process of its own that fetches the tiny wheel and prints its events and the folder, one JSON line each. */
import { fetchWheel } from "../../src/provisioning/fetch-wheel.ts";
import { tinyWheel } from "./tiny-wheel.ts";

const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);
const folder = await fetchWheel(tinyWheel().wheel, {
  destination: "tiny-1.0",
  extract: (name) => (name.startsWith("tiny/data/") ? name.slice("tiny/data/".length) : undefined),
  onProgress: print,
});
print({ folder });
