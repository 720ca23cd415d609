/**
 * One word of a command line as a POSIX shell reads it: in quotes where it holds more than names, paths and numbers do.
 */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
