/** The words of a command line that start this program as it was started. */
export function ownCommandLine(): readonly string[] {
  const { execPath, execArgv, argv } = process;
  return [execPath, ...execArgv, argv[1] ?? ""];
}
