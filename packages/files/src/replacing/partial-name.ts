/** The names of files and folders that are being written, and what is left of those whose writers died. */
import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { isRunning, ownIdentity } from "../process-identity.ts";

let count = 0;

/** After a file's name and a dot: the partial one, or one that was written on the way to it. */
const leftover = /^([0-9a-f]{8})-(\d+)-\d+\.partial(?:\.[0-9a-f]{8}-\d+-\d+\.partial)*$/;

/** A name beside `file` that no other writer has, in this process or another: "a.json.1f0c2b7a-1234-1.partial". */
export function partialName(file: string): string {
  count += 1;
  return `${file}.${ownPlace()}-${process.pid}-${count}.partial`;
}

/** Removes what writers of `file` that ran here and are dead have left. */
export async function removeLeftovers(file: string): Promise<void> {
  const folder = path.dirname(file);
  const beginning = `${path.basename(file)}.`;
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(beginning)) continue;
    const [, place, pid] = leftover.exec(name.slice(beginning.length)) ?? [];
    if (place !== ownPlace() || pid === undefined || isRunning(Number(pid))) continue;
    await rm(path.join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

let place: string | undefined;

/** A short name of the machine or container, in which process numbers mean the same. */
function ownPlace(): string {
  place ??= createHash("sha256")
    .update(ownIdentity().place ?? "")
    .digest("hex")
    .slice(0, 8);
  return place;
}
