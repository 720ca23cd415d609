/**
 * `pnpm conformance [PART OF A NAME]`: tfjs-core's own specs on our engine, compared with the compiled addon.
 *
 * Exit code 1 when a spec that the addon passes does not pass here. With part of a name, only the specs that contain it
 * run, each failure is printed, and nothing is compared.
 */
import { addonLists } from "./addon-lists.ts";
import { compare } from "./compare.ts";
import { runSpecs } from "./spec-process.ts";

const part = process.argv[2];
process.exitCode = part === undefined ? await runAll() : await runSome(part);

async function runAll(): Promise<number> {
  const lists = addonLists();
  const results = await runSpecs();
  const { passed, failed, regressions, gifts } = compare(results, lists.passed, lists.failed);
  const messages = new Map(results.map(({ name, messages }) => [name, messages[0]]));
  for (const name of regressions) console.log(`regression: ${name}: ${messages.get(name) ?? "did not run"}`);
  console.log(
    `conformance: ${passed} passed, ${failed} failed (${gifts.length} of the addon's ${lists.failed.length} failures ` +
      `pass here; ${regressions.length} of its ${lists.passed.length} passes do not)`,
  );
  return regressions.length === 0 ? 0 : 1;
}

async function runSome(part: string): Promise<number> {
  const results = await runSpecs(part);
  const failures = results.filter(({ status }) => status === "failed");
  for (const { name, messages } of failures) console.log(`failed: ${name}\n  ${messages.join("\n  ")}`);
  console.log(`conformance: ${results.length - failures.length} passed, ${failures.length} failed`);
  return failures.length === 0 ? 0 : 1;
}
