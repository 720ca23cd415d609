/** Finds the files that a list names. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { canonicalName } from "../dataset/class-names.ts";
import { isFile } from "../is-file.ts";

/** Where the files of a list are. */
export interface NamedFiles {
  /** The path of each, as it was asked for or as the folder spells it: the same in NFC. */
  readonly paths: readonly string[];
  /** The places in the list of those that are not there, or are no files. */
  readonly missing: readonly number[];
  /** Whether so many are missing that the others were not looked for. */
  readonly isCut: boolean;
}

/** After so many the rest is not looked for. */
const mostMissing = 10_000;
/** So many that are not in their folder's listing are asked for by name, in case that names are not told by case. */
const mostAsked = 100;

/** Looks for so many files by their full paths; each folder is listed once. */
export async function findNamedFiles(count: number, pathOf: (index: number) => string): Promise<NamedFiles> {
  const listings = new Map<string, Listing>();
  const paths: string[] = [];
  const missing: number[] = [];
  let asked = 0;
  let isLoose = false;
  for (let index = 0; index < count; index++) {
    const full = pathOf(index);
    const cut = full.lastIndexOf(path.sep);
    const [folder, base] = [full.slice(0, cut) || path.sep, full.slice(cut + 1)];
    const listing = listings.get(folder) ?? (await listingOf(folder, listings));
    const name = listing.files.has(base) ? base : listing.spelled().get(canonicalName(base));
    if (name !== undefined && listing.files.has(name)) {
      paths.push(name === base && listing.folder === folder ? full : path.join(listing.folder, name));
      continue;
    }
    const isThere: boolean = name === undefined && (isLoose || asked++ < mostAsked) && (await isFile(full));
    isLoose ||= isThere;
    paths.push(full);
    if (!isThere) missing.push(index);
    if (missing.length === mostMissing) return { paths, missing, isCut: index + 1 < count };
  }
  return { paths, missing, isCut: false };
}

/** What a folder holds. */
interface Listing {
  /** The folder's path as the disk spells it. */
  readonly folder: string;
  /** Names of files, and of links to files. */
  readonly files: ReadonlySet<string>;
  /** All names by their form in NFC. */
  readonly spelled: () => ReadonlyMap<string, string>;
}

const nothing = (folder: string): Listing => ({ folder, files: new Set(), spelled: () => new Map() });

async function listingOf(folder: string, listings: Map<string, Listing>): Promise<Listing> {
  const known = listings.get(folder);
  if (known) return known;
  const listing = (await readListing(folder)) ?? (await otherwiseSpelled(folder, listings)) ?? nothing(folder);
  listings.set(folder, listing);
  return listing;
}

async function readListing(folder: string): Promise<Listing | undefined> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return undefined;
  const files = new Set(entries.flatMap((entry) => (entry.isFile() ? entry.name : [])));
  for (const entry of entries) {
    if (!entry.isSymbolicLink()) continue;
    const found = await stat(path.join(folder, entry.name)).catch(() => undefined);
    if (found?.isFile()) files.add(entry.name);
  }
  let spelled: Map<string, string> | undefined;
  return {
    folder,
    files,
    spelled: () => {
      spelled ??= new Map(entries.map(({ name }) => [canonicalName(name), name]));
      return spelled;
    },
  };
}

/** The folder whose name, or that of one above, is written in another form of Unicode. */
async function otherwiseSpelled(folder: string, listings: Map<string, Listing>): Promise<Listing | undefined> {
  const above = path.dirname(folder);
  if (above === folder) return undefined;
  const parent = await listingOf(above, listings);
  const name = parent.spelled().get(canonicalName(path.basename(folder)));
  return name === undefined ? undefined : readListing(path.join(parent.folder, name));
}
