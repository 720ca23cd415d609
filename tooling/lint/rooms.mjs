/**
 * Checks that every package is a house of rooms: one-way imports between them, no circle of files, no crowded folder.
 *
 * A room is a folder right below a package's `src`; its own sub-folders belong to it. Files that lie in `src` itself
 * are the package's face (they import rooms, and no room imports them) or its ground (every room may import them, and
 * they import only each other). Tests may import anything.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { allowedRooms } from "./allowed-rooms.mjs";
import { circles } from "./circles.mjs";
import { importsOf, packageFolders, sourceFiles } from "./source-files.mjs";

/** More files than this in one folder no longer tell what lives where. */
export const mostFiles = 16;

/**
 * @typedef {object} House What the files of one package import of each other.
 * @property {string} name The package's folder, such as "engine".
 * @property {Map<string, string[]>} files Each source file below src, and those of the package that it imports.
 */

/** The houses of the repository at `root`. @param {string} root @returns {House[]} */
export function housesOf(root) {
  return packageFolders(root, ["packages", "apps"])
    .filter((folder) => existsSync(path.join(folder, "src")))
    .map((folder) => houseOf(folder));
}

/** @param {string} folder @returns {House} */
function houseOf(folder) {
  const src = path.join(folder, "src");
  const inside = sourceFiles(src)
    .filter((file) => !/\.test\.ts$|\.d\.ts$/.test(file))
    .map((file) => path.relative(src, file));
  const known = new Set(inside);
  const files = inside.map((file) => {
    const imported = importsOf(path.join(src, file))
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => path.relative(src, path.resolve(src, path.dirname(file), specifier)))
      .filter((target) => known.has(target));
    return /** @type {const} */ ([file, imported]);
  });
  return { name: path.basename(folder), files: new Map(files) };
}

/** Every broken rule of the houses at `root`, as sentences. @param {string} root */
export function brokenRooms(root, table = allowedRooms) {
  const houses = housesOf(root);
  const built = new Set(houses.map(({ name }) => name));
  const gone = Object.keys(table).filter((name) => !built.has(name));
  return [
    ...houses.flatMap((house) => [
      ...crowded(house),
      ...circles(house.files).map(
        (files) => `${house.name}: these files import each other in a circle: ${files.join(", ")}.`,
      ),
      ...strayFiles(house),
      ...brokenArrows(house, table[house.name] ?? {}),
    ]),
    ...gone.map((name) => `allowed-rooms.mjs: expected a package for each entry, ${name} has none. Remove it.`),
  ];
}

/** @param {House} house */
function crowded({ name, files }) {
  return [...filesByFolder(files.keys())]
    .filter(([folder, count]) => folder !== "." && count > mostFiles)
    .map(
      ([folder, count]) => `${name}/src/${folder}: expected at most ${mostFiles} files, got ${count}. Divide the room.`,
    );
}

/** How many files lie in each folder. @param {Iterable<string>} files */
export function filesByFolder(files) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const file of files) counts.set(path.dirname(file), (counts.get(path.dirname(file)) ?? 0) + 1);
  return counts;
}

/** The room of a file: the folder below src, or "" for src itself. @param {string} file */
function roomOf(file) {
  const [first = "", ...rest] = file.split(path.sep);
  return rest.length === 0 ? "" : first;
}

/** Rooms that import the package's face, and ground that imports a room. @param {House} house */
function strayFiles({ name, files }) {
  const face = new Set(
    [...files].filter(([file, imported]) => roomOf(file) === "" && imported.some(roomOf)).map(([file]) => file),
  );
  return [...files].flatMap(([file, imported]) =>
    imported
      .filter((target) => roomOf(file) !== "" && face.has(target))
      .map(
        (target) =>
          `${name}/src/${file}: imports ${target}, which imports rooms itself: a file in src is the package's face or its ground. Move one of them.`,
      ),
  );
}

/** @param {House} house @param {Readonly<Record<string, readonly string[]>>} allowed */
function brokenArrows({ name, files }, allowed) {
  const used = arrowsOf(files);
  const rooms = new Set([...files.keys()].map(roomOf).filter((room) => room !== ""));
  return [
    ...circles(new Map(Object.entries(allowed))).map(
      (circle) => `allowed-rooms.mjs: ${name}: these rooms import each other in a circle: ${circle.join(", ")}.`,
    ),
    ...[...rooms]
      .filter((room) => !(room in allowed))
      .map((room) => `allowed-rooms.mjs: ${name}: the room ${room} has no row. Say what it may import.`),
    ...Object.keys(allowed)
      .filter((room) => !rooms.has(room))
      .map((room) => `allowed-rooms.mjs: ${name}: there is no room ${room}. Remove its row.`),
    ...[...used].flatMap(([room, targets]) =>
      [...targets]
        .filter(([target]) => allowed[room] !== undefined && !allowed[room].includes(target))
        .map(
          ([target, file]) => `${name}/src/${file}: ${room} may not import ${target} (tooling/lint/allowed-rooms.mjs).`,
        ),
    ),
    ...Object.entries(allowed).flatMap(([room, targets]) =>
      targets
        .filter((target) => rooms.has(room) && !used.get(room)?.has(target))
        .map(
          (target) =>
            `allowed-rooms.mjs: ${name}: ${room} imports nothing of ${target} any more. Remove it from the row.`,
        ),
    ),
  ];
}

/** Which room imports which, each with one file that does. @param {House["files"]} files */
function arrowsOf(files) {
  /** @type {Map<string, Map<string, string>>} */
  const arrows = new Map();
  for (const [file, imported] of files) {
    for (const target of imported) {
      const [from, to] = [roomOf(file), roomOf(target)];
      if (from === "" || to === "" || from === to) continue;
      const targets = arrows.get(from) ?? new Map();
      arrows.set(from, targets.set(to, file));
    }
  }
  return arrows;
}
