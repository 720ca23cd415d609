/** How the conditions of two runs differ. */
import type { FoundRatio } from "./compare-files.ts";

/** A sentence for each condition that was not the same: the ratio may have changed by it alone. */
export function conditionWarnings(before: FoundRatio, after: FoundRatio): string[] {
  const [old, now] = [conditionsOf(before), conditionsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((what) => {
    const [was, is] = [old.get(what) ?? "none", now.get(what) ?? "none"];
    return was === is ? [] : [`Another ${what}: ${was} before, ${is} now.`];
  });
}

function conditionsOf({ contest, side, baseline }: FoundRatio): Map<string, string> {
  const { machine, threads, results } = contest;
  const other = results.find(({ name }) => name === baseline);
  const about = side.name;
  return new Map([
    ["machine", `${machine.cpu}, ${machine.cores} cores, ${machine.system}`],
    ["Node", machine.node],
    ["number of threads", String(threads)],
    [`batch of ${about}`, String(side.case.batchSize)],
    [`image size of ${about}`, String(side.case.imageSize)],
    [`number format of ${about}`, side.precision],
    ...Object.entries({ ...other?.versions, ...side.versions }).map(([name, version]): [string, string] => [
      `version of ${name}`,
      version,
    ]),
  ]);
}
