/** What is passed over while folders are read, counted, and what is passed over always. */

/** How often something was passed over, by what it is, and where first. */
export type PassedOver = Map<string, { readonly count: number; readonly example: string }>;

/** Folders of file servers, systems and editors: their images are copies, thumbnails or waste. */
const systemFolders = new Set([
  "@eadir",
  "@recycle",
  "@recently-snapshot",
  "@tmp",
  "#recycle",
  "#snapshot",
  "$recycle.bin",
  "recycler",
  "system volume information",
  "lost+found",
  "__macosx",
  "__pycache__",
  "node_modules",
  "venv",
]);

/** Tells whether a folder of this name holds nothing of a user's data: hidden ones, and those that systems make. */
export function isSystemFolder(name: string): boolean {
  return name.startsWith(".") || systemFolders.has(name.toLowerCase());
}

/** Counts one more. */
export function passOver(passed: PassedOver | undefined, what: string, example: string): void {
  const known = passed?.get(what);
  passed?.set(what, { count: (known?.count ?? 0) + 1, example: known?.example ?? example });
}

/** One sentence on everything that was passed over; undefined where there is nothing. */
export function passedOverNotice(data: string, passed: PassedOver): string | undefined {
  return passed.size === 0 ? undefined : `${data}: passed over ${passedOverWords(passed)}.`;
}

/** What was passed over: "3 HEIC pictures (photos/1.heic), 1 .txt file (photos/notes.txt)". */
export function passedOverWords(passed: PassedOver): string {
  const all = [...passed].map(([what, { count, example }]) => counted(count, what, example));
  return all.join(", ");
}

function counted(count: number, what: string, example: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? singular(what) : what} (${example})`;
}

/** Plurals whose singular is more than the first noun's. */
const singulars: ReadonlyMap<string, string> = new Map([
  ["links that lead nowhere", "link that leads nowhere"],
  ["links to folders that are read elsewhere", "link to a folder that is read elsewhere"],
  ["pipes, sockets and devices", "pipe, socket or device"],
]);

/** "HEIC pictures" of one is "HEIC picture". */
function singular(what: string): string {
  return singulars.get(what) ?? what.replace(/\b(file|folder|picture|image|drawing|icon)s\b/, "$1");
}
