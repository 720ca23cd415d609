/** What a ratio depends on besides the code: pairs of what it is and how it was. */
import type { ParsedContest } from "./result-schema.ts";

/** The machine, its threads and its cores. */
export function runConditions({
  machine,
  threads,
  cores,
}: Pick<ParsedContest, "machine" | "threads" | "cores">): [string, string][] {
  return [...machineConditions(machine), ["number of threads", String(threads)], ["list of cores", cores ?? "any"]];
}

/**
 * The conditions of a model that takes its turn among others: the run's, its sizes, its number format, its versions.
 */
export function modelConditions(
  run: ParsedContest,
  {
    case: sizes,
    precision,
    versions,
  }: Pick<ParsedContest["results"][number], "precision" | "versions"> & { readonly case: Sizes },
): ReadonlyMap<string, string> {
  return new Map([
    ...runConditions(run),
    ...caseConditions(sizes),
    ["number format", precision],
    ...versionConditions(versions),
  ]);
}

interface Sizes {
  readonly batchSize?: number;
  readonly imageSize: number;
  readonly classes?: number;
}

/** The sizes of a case; `whose`, such as " of tresnet_m", tells those of one result from another's. */
export function caseConditions({ batchSize, imageSize, classes }: Sizes, whose = ""): [string, string][] {
  return [
    ...(batchSize === undefined ? [] : [[`batch${whose}`, String(batchSize)] satisfies [string, string]]),
    [`image size${whose}`, String(imageSize)],
    ...(classes === undefined ? [] : [[`number of classes${whose}`, String(classes)] satisfies [string, string]]),
  ];
}

/** The processor, the system and Node. */
export function machineConditions({ cpu, cores, system, node }: ParsedContest["machine"]): [string, string][] {
  return [
    ["machine", `${cpu}, ${cores} cores, ${system}`],
    ["Node", node],
  ];
}

/** The versions of what a side runs on. */
export function versionConditions(versions: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(versions).map(([name, version]) => [`version of ${name}`, version]);
}
