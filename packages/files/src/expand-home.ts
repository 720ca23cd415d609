import { homeFolder } from "./home-folder.ts";

/** Returns a path with the user's home in place of a leading "~", which no shell fills in inside of a word. */
export function expandHome(file: string): string {
  return file.replace(/^~(?=$|[/\\])/, () => homeFolder());
}
