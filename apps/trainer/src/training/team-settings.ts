/** What the processes of a training compare before they train. */
import { type Dataset, isMultiLabel } from "@tresnet/data";
import { resolvePrecision } from "@tresnet/engine";
import { requireSame } from "../cluster/compare.ts";
import type { Team } from "../cluster/team.ts";
import { flagOf } from "../options/option-name.ts";
import type { DataFingerprint } from "../run-directory/data-fingerprint.ts";
import { dataSamples } from "../run-directory/data-samples.ts";
import { tresnetVersion } from "../run-directory/environment.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import type { PreparedTraining } from "./prepare-training.ts";

/** What may be another on each machine: where things lie, and how fast they come. What the data holds is compared. */
const ownAffairs: ReadonlySet<string> = new Set([
  "data",
  "imageRoot",
  "initialCheckpoint",
  "output",
  "experiment",
  "exportOutput",
  "device",
  "threads",
  "workers",
  "cacheImages",
  "logInterval",
] satisfies (keyof TrainOptions)[]);

/** Compares versions and settings, whoever has said them. @throws ClusterError that names what differs. */
export async function requireSameSettings(team: Team, { options, task }: PreparedTraining): Promise<void> {
  if (team.size === 1) return;
  const compared = Object.entries({ ...options, task: task.name }).filter(
    ([key, value]) => !ownAffairs.has(key) && value !== undefined,
  );
  await requireSame(team, "version", { tresnet: tresnetVersion, precision: resolvePrecision(options.precision) });
  await requireSame(team, "options", Object.fromEntries(compared.map(([key, value]) => [`--${flagOf(key)}`, value])));
}

/** Compares data. @throws ClusterError that names what differs. */
export async function requireSameData(team: Team, fingerprint: DataFingerprint, train: Dataset): Promise<void> {
  if (team.size === 1) return;
  const { classNames, parts } = fingerprint;
  await requireSame(team, "data", {
    classes: classNames.join(", "),
    "the kind of labels": isMultiLabel(train) ? "several an image" : "one an image",
    ...Object.fromEntries(
      Object.entries(parts).flatMap(([part, print]) => [
        [`the number of ${part} images`, print?.images],
        [`the list of ${part} images`, print?.sha256.slice(0, 8)],
      ]),
    ),
    "the contents of images": (await dataSamples(train)).slice(0, 8),
  });
}
