/** `tresnet doctor`: what TensorFlow would run on here, and why not on more. */
import { type EngineReport, inspectEngine, useTensorFlow } from "@tresnet/engine";
import type { Command } from "commander";
import { addOptions } from "../options/add-options.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { tresnetVersion } from "../run-directory/environment.ts";
import { setupSections, setupTable } from "../settings/machine-options.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { formatBytes } from "../text/format.ts";
import { formatTable } from "../text/table.ts";

export function addDoctorCommand(program: Command): void {
  const command = program
    .command("doctor")
    .summary("show what TensorFlow runs on here")
    .description("Starts TensorFlow if its library is here, and shows library, devices, processor, threads and cache.")
    .option("--json", "print one line of JSON");
  addOptions(command, setupSections);
  command.action(async ({ json, ...values }: Record<string, unknown>) => {
    const { device } = resolveOptions(setupTable, [{ source: "command line", values }]);
    const terminal = createTerminal({ json: json === true });
    const report = await examine(device);
    for (const line of doctorLines(report)) terminal.line(line);
    terminal.json(report);
    if (report.problem !== null && report.problem.code !== "not-fetched") throw new Error(report.problem.message);
  });
}

/** The engine's report, with this package's version. */
export type DoctorReport = EngineReport & { readonly tresnet: string };

async function examine(device: "auto" | "cpu" | "gpu"): Promise<DoctorReport> {
  const found = await inspectEngine({ device });
  if (found.library === null) return { tresnet: tresnetVersion, ...found };
  try {
    const engine = await useTensorFlow({ device });
    return { tresnet: tresnetVersion, ...(await inspectEngine({ device, engine })) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { tresnet: tresnetVersion, ...found, problem: { code: "does-not-start", message } };
  }
}

/** The report as lines of text. */
export function doctorLines(report: DoctorReport): string[] {
  const { platform, cpu, memory, threads, library, problem, devices, gpu, installers, cache } = report;
  const rows = [
    ["tresnet", report.tresnet],
    ["Node", report.node],
    ["platform", `${platform.name}, ${platform.kernel}${platform.glibc === null ? "" : `, glibc ${platform.glibc}`}`],
    ["processor", `${cpu.model}, ${cpu.cores} cores`],
    ["instruction sets", cpu.instructionSets.join(" ") || "unknown"],
    ["bfloat16", cpu.bfloat16 ? "computed natively" : "not faster than float32 here: precision auto is float32"],
    ["memory", `${formatBytes(memory.freeBytes)} free of ${formatBytes(memory.totalBytes)}`],
    [
      "TensorFlow",
      library === null ? "not found" : `${library.version}, ${library.flavor}, ${formatBytes(library.bytes)}`,
    ],
    ...(library === null ? [] : [["found in", `${library.directory} (${library.source})`]]),
    ["devices", devices === null ? "TensorFlow was not started" : devices.join(", ")],
    ["threads", `${threads.intraOp} inside one op, ${threads.interOp} ops at once`],
    ["GPU", [...gpu.names, gpu.reason].join("; ")],
    ["installers", installers.map(({ kind, version }) => `${kind} ${version}`).join(", ") || "neither pip nor uv"],
    [
      "cache",
      `${cache.folder}, ${formatBytes(cache.bytes)}${cache.freeBytes === null ? "" : `, ${formatBytes(cache.freeBytes)} free`}`,
    ],
  ];
  const lines = formatTable(rows, ["left", "left"]);
  return problem === null ? lines : [...lines, "", problem.message];
}
