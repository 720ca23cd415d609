/** Checks that the documents know every room: the table of ARCHITECTURE.md, and the one in each package's README. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { allowedRooms } from "./allowed-rooms.mjs";
import { packageFolders } from "./source-files.mjs";

/**
 * Packages, their rooms and what each may import.
 * @typedef {Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>} Rooms
 */

/** What the documents at `root` say wrongly of the rooms, as sentences. @param {string} root @param {Rooms} [rooms] */
export function brokenArchitecture(root, rooms = allowedRooms) {
  const file = path.join(root, "ARCHITECTURE.md");
  const rows = existsSync(file) ? roomRows(readFileSync(file, "utf8")) : [];
  return [
    ...Object.entries(rooms).flatMap(([name, table]) =>
      brokenRows(
        name,
        table,
        rows.filter((row) => row.name === name),
      ),
    ),
    ...rows
      .filter(({ name }) => !(name in rooms))
      .map(({ name }) => `ARCHITECTURE.md: there is no package ${name} with rooms.`),
    ...packageFolders(root, ["packages", "apps"]).flatMap((folder) => brokenReadme(root, folder, rooms)),
  ];
}

/**
 * The rows of the table "package | room | what is in it | may import".
 * @param {string} text
 */
function roomRows(text) {
  return text.split("\n").flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    if (cells.length !== 6 || !/^`/.test(cells[2] ?? "")) return [];
    const list = (/** @type {string | undefined} */ cell = "") =>
      cell.split(",").map((word) => word.replaceAll("`", "").trim());
    return [{ name: cells[1] ?? "", rooms: list(cells[2]), imports: list(cells[4]).filter((word) => word !== "–") }];
  });
}

/**
 * Each room once, and beside it what it may import: together with the rooms of its row, less those.
 * @param {string} name @param {Rooms[string]} table
 * @param {readonly { rooms: readonly string[], imports: readonly string[] }[]} rows
 */
function brokenRows(name, table, rows) {
  const told = rows.flatMap(({ rooms }) => rooms);
  const absent = Object.keys(table).filter((room) => told.filter((other) => other === room).length !== 1);
  const unknown = told.filter((room) => !(room in table));
  return [
    ...absent.map((room) => `ARCHITECTURE.md: expected ${name}'s room ${room} in one row of the table of rooms.`),
    ...unknown.map((room) => `ARCHITECTURE.md: ${name} has no room ${room}. Remove it from the table.`),
    ...rows.flatMap(({ rooms, imports }) => {
      const allowed = new Set(rooms.flatMap((room) => table[room] ?? []).filter((room) => !rooms.includes(room)));
      const same = allowed.size === imports.length && imports.every((room) => allowed.has(room));
      const expected = [...allowed].join(", ") || "–";
      return same
        ? []
        : [`ARCHITECTURE.md: ${name}: ${rooms.join(", ")}: expected "${expected}" as what may be imported.`];
    }),
  ];
}

/** A README names each room as `room/`. @param {string} root @param {string} folder @param {Rooms} rooms */
function brokenReadme(root, folder, rooms) {
  const file = path.join(folder, "README.md");
  const [, section = ""] = (existsSync(file) ? readFileSync(file, "utf8") : "").split("\n## Rooms\n");
  const table = rooms[path.basename(folder)] ?? {};
  const told = section.split("\n").flatMap((line) => {
    const [, first = ""] = line.split("|");
    return [...first.matchAll(/`([^`]+)\/`/g)].map(([, room = ""]) => room).filter((room) => room !== "src");
  });
  const where = path.relative(root, file);
  return [
    ...Object.keys(table)
      .filter((room) => !told.includes(room))
      .map((room) => `${where}: expected a row for the room \`${room}/\` under "Rooms".`),
    ...told.filter((room) => !(room in table)).map((room) => `${where}: there is no room ${room}. Remove its row.`),
  ];
}
