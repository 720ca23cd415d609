/** Refuses to go on with a run on other data. */
import { areSameNames, canonicalName, spelledOut } from "@tresnet/data";
import { UsageError } from "../../errors.ts";
import type { DataFingerprint } from "../../run-directory/data-fingerprint.ts";
import type { RunConfig, RunDirectory } from "../../run-directory/run-directory.ts";
import { shellWord } from "../../text/shell-word.ts";

/**
 * Checks that the data is what it was when the run began: only then does it end as if it had never stopped.
 * @throws UsageError that lists what changed.
 */
export function checkSameData(run: RunDirectory, { data: was, options }: RunConfig, now: DataFingerprint): void {
  const changes = [...classChanges(was, now), ...partChanges(was, now)];
  if (changes.length === 0) return;
  throw new UsageError(
    `--resume: expected ${options.data} as it was when ${run.folder} began, got other data: ${changes.join("; ")}. ` +
      `Put the data back, or start a new run from the weights of this one with --initial-checkpoint ${shellWord(run.last)}.`,
  );
}

function classChanges({ classNames: was }: DataFingerprint, { classNames: now }: DataFingerprint): string[] {
  const [before, after] = [new Set(was.map(canonicalName)), new Set(now.map(canonicalName))];
  const gone = was.filter((name) => !after.has(canonicalName(name))).map((name) => `class ${spelledOut(name)} is gone`);
  const added = now
    .filter((name) => !before.has(canonicalName(name)))
    .map((name) => `class ${spelledOut(name)} is new`);
  const changes = [...gone, ...added];
  if (changes.length > 0) return changes;
  return areSameNames(was, now) ? [] : ["the classes have another order"];
}

const partNames = { train: "training", val: "validation", test: "test" } as const;

function partChanges({ parts: was }: DataFingerprint, { parts: now }: DataFingerprint): string[] {
  return (["train", "val", "test"] as const).flatMap((part) => {
    const [before, after] = [was[part], now[part]];
    const counts = [before?.images ?? 0, after?.images ?? 0] as const;
    if (counts[0] !== counts[1]) return [`${counts[1]} ${partNames[part]} images, there were ${counts[0]}`];
    return before?.sha256 === after?.sha256
      ? []
      : [`${partNames[part]} images have other names, another order or other classes`];
  });
}
