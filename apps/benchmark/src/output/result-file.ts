/** What every result file says besides its measurements: what it is, and how it was made. */

/** The form of the files that this version writes and compares; another number is another form. */
export const resultSchema = 1;

/** The parts that all commands' files share. */
export interface ResultFile {
  readonly schema: typeof resultSchema;
  /** `train`, `infer`, … */
  readonly command: string;
  /** How to make the same again, as it can be pasted into a shell. */
  readonly commandLine: string;
}

/** The command line of this process. */
export function commandLine(args: readonly string[] = process.argv.slice(2)): string {
  const quoted = args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`));
  return ["tresnet-bench", ...quoted].join(" ");
}
