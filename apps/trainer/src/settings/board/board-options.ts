/** The settings of `board`. */
import { z } from "zod";
import { byDefault, integer, otherwise, text, toggle } from "../../options/option.ts";

/** Under the headings of the help. */
export const boardSections = {
  Options: {
    port: otherwise(integer({ min: 0, max: 65_535 }, "port to listen on; 0: any"), "6070, or any where that is taken"),
    host: otherwise(
      text(
        "address",
        "address of this machine for others to reach the board by, its token needed; 0.0.0.0: all of them",
      ),
      "this machine alone",
    ),
    open: byDefault(toggle("opens the board in the browser"), false),
  },
} as const;

export const boardTable = z.strictObject(boardSections.Options);
