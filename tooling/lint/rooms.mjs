/**
 * Checks that every package is a house of rooms: one-way imports between them, no circle of files, no crowded folder.
 *
 * A room is a folder right below a package's `src`. Its sub-folders belong to it; those side by side import each other
 * one way only, too. Files that lie in `src` itself are the package's face (they import rooms, and no room imports
 * them) or its ground (every room may import them, and they import only each other). Tests may import anything.
 */
import path from "node:path";
import { allowedRooms } from "./allowed-rooms.mjs";
import { circles } from "./circles.mjs";
import { circlesOfFolders } from "./folder-circles.mjs";
import { filesByFolder, housesOf, roomOf } from "./houses.mjs";

/** @typedef {import("./houses.mjs").House} House */

/** More files than this in one folder, tests aside, no longer tell what lives where. */
export const mostFiles = 16;

/** Every broken rule of the houses at `root`, as sentences. @param {string} root */
export function brokenRooms(root, table = allowedRooms) {
  const houses = housesOf(root);
  const built = new Set(houses.map(({ name }) => name));
  const gone = Object.keys(table).filter((name) => !built.has(name));
  return [
    ...houses.flatMap((house) => [
      ...crowded(house),
      ...circles(house.files).map((files) => `${house.name}: ${inCircle("files", files)}`),
      ...circlesOfFolders(house.files)
        .filter((folders) => folders.some((folder) => folder.includes(path.sep)))
        .map((folders) => `${house.name}: ${inCircle("folders", folders)}`),
      ...strayFiles(house),
      ...brokenArrows(house, table[house.name] ?? {}),
    ]),
    ...gone.map((name) => `allowed-rooms.mjs: expected a package for each entry, ${name} has none. Remove it.`),
  ];
}

/** @param {string} what @param {readonly string[]} names */
function inCircle(what, names) {
  return `these ${what} import each other in a circle: ${names.join(", ")}.`;
}

/** @param {House} house */
function crowded({ name, files }) {
  return [...filesByFolder(files.keys())]
    .filter(([, count]) => count > mostFiles)
    .map(([folder, count]) => {
      const where = path.join(name, "src", folder);
      return `${where}: expected at most ${mostFiles} files, got ${count}. Divide the room.`;
    });
}

/** Rooms that import the package's face. @param {House} house */
function strayFiles({ name, files }) {
  const face = faceOf(files);
  return [...files].flatMap(([file, imported]) =>
    imported
      .filter((target) => roomOf(file) !== "" && face.has(target))
      .map(
        (target) =>
          `${name}/src/${file}: imports ${target}, which imports rooms itself: a file in src is the package's face ` +
          "or its ground. Move one of them.",
      ),
  );
}

/** The files right in src that import a room, or one that does. @param {House["files"]} files */
function faceOf(files) {
  const face = new Set();
  const join = () =>
    [...files].filter(([file, imported]) => {
      const isNew = roomOf(file) === "" && !face.has(file);
      return isNew && imported.some((target) => roomOf(target) !== "" || face.has(target));
    });
  for (let found = join(); found.length > 0; found = join()) for (const [file] of found) face.add(file);
  return face;
}

/** @param {House} house @param {Readonly<Record<string, readonly string[]>>} allowed */
function brokenArrows({ name, files }, allowed) {
  const used = arrowsOf(files);
  const rooms = new Set([...files.keys()].map(roomOf).filter((room) => room !== ""));
  return [
    ...circles(new Map(Object.entries(allowed))).map(
      (rooms) => `allowed-rooms.mjs: ${name}: ${inCircle("rooms", rooms)}`,
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
