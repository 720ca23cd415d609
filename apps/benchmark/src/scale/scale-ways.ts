/** The ways to use a machine's cores that `scale` measures, and the teams of processes that they need. */
import type { OwnSideName, PeerSideName, Precision, SideName } from "../terms/cases.ts";

/** One way: so many processes that train, together or each for itself. */
export interface ScaleWay {
  /** Its name in tables, unique. */
  readonly name: string;
  readonly side: SideName;
  readonly processes: number;
  /** The number format in which gradients travel; null where every process trains for itself. */
  readonly gradientFormat: Precision | null;
  /** What each direction between the processes is held to, megabits a second; null where they share this machine. */
  readonly megabits: number | null;
}

/** What is to be measured. */
export interface WaysOptions {
  readonly own: OwnSideName;
  /** PyTorch's DistributedDataParallel beside it; undefined without. */
  readonly peer: PeerSideName | undefined;
  /** How many processes train together, each number by itself. */
  readonly processes: readonly number[];
  readonly gradientFormats: readonly Precision[];
  /** The networks of two processes that are measured too, megabits a second. */
  readonly bandwidths: readonly number[];
}

/** The way that others are compared with: one process of ours. */
export const alone = "1 process";

/** The name of one process of a peer. */
export const peerAlone = "PyTorch, 1 process";

/** All ways, in the order of their turns. */
export function scaleWays({ own, peer, processes, gradientFormats, bandwidths }: WaysOptions): ScaleWay[] {
  const [first = "float32"] = gradientFormats;
  const apart = { side: own, gradientFormat: null, megabits: null };
  return [
    { ...apart, name: alone, processes: 1 },
    ...processes.flatMap((count): ScaleWay[] => [
      { ...apart, name: apartName(count), processes: count },
      ...gradientFormats.map((format) => ({
        name: togetherName(count, format),
        side: own,
        processes: count,
        gradientFormat: format,
        megabits: null,
      })),
    ]),
    ...bandwidths.map((megabits) => ({
      name: `${togetherName(2, first)}, ${megabits} Mb/s`,
      side: own,
      processes: 2,
      gradientFormat: first,
      megabits,
    })),
    ...(peer === undefined ? [] : peerWays(peer, { processes, gradientFormats })),
  ];
}

function peerWays(
  side: PeerSideName,
  { processes, gradientFormats }: Pick<WaysOptions, "processes" | "gradientFormats">,
) {
  const [format = "float32"] = gradientFormats;
  return [
    { name: peerAlone, side, processes: 1, gradientFormat: null, megabits: null },
    ...processes.map((count): ScaleWay => {
      const name = `PyTorch DDP, ${count} processes`;
      return { name, side, processes: count, gradientFormat: format, megabits: null };
    }),
  ];
}

/** The name of so many processes that train together. */
export function togetherName(count: number, format: Precision): string {
  return `${count} processes${format === "float32" ? "" : `, gradients in ${format}`}`;
}

/** The name of so many processes that know nothing of each other. */
export function apartName(count: number): string {
  return `${count} processes, each for itself`;
}

/** The way that a way's own processes are compared with: one process of the same library. */
export function baselineOf({ side }: ScaleWay, own: OwnSideName): string {
  return side === own ? alone : peerAlone;
}

/** What the ways with the same key share: their processes, of which some may take part in one way only. */
export function teamKey({ side, gradientFormat, megabits, processes }: ScaleWay): string {
  const joined = gradientFormat === null ? "apart" : `${processes} ${gradientFormat}`;
  return `${side} ${joined}${megabits === null ? "" : " cable"}`;
}
