/** Where a command's words go: lines that stay, one live line that is replaced, and one line of JSON at the end. */
import { randomBytes } from "node:crypto";
import picocolors from "picocolors";
import { visible, visibleLines } from "../text/visible.ts";

/** Paints text for a terminal, or leaves it alone. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** A command's only way to print: what it is given is shown, and no control in it is obeyed but its own colours. */
export interface Terminal {
  /** True where a line can be replaced: a TTY outside CI. */
  readonly live: boolean;
  readonly columns: number;
  readonly colors: Colors;
  /** Prints a line that stays; an empty call prints an empty line. */
  line(text?: string): void;
  /** Shows `text` in the live line; does nothing without one. */
  update(text: string): void;
  /** Prints one line of JSON on stdout, if the user asked for JSON. */
  json(value: unknown): void;
  /** Prints to stderr, whatever the mode. */
  error(text: string): void;
}

/** What a terminal writes to: a stream of the process, or a test's. */
export interface TerminalStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The streams and settings a terminal is made of; a test hands in its own. */
export interface TerminalOptions {
  readonly json: boolean;
  readonly stdout?: TerminalStream;
  readonly stderr?: TerminalStream;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const clearLine = "\r\u001b[2K";

/**
 * A terminal on the process's streams: with `json`, stdout carries the one line of JSON and all else goes to stderr.
 */
export function createTerminal(options: TerminalOptions): Terminal {
  const { json, stdout = process.stdout, stderr = process.stderr, environment = process.env } = options;
  const stream = json ? stderr : stdout;
  const tty = stream.isTTY === true && environment.TERM !== "dumb";
  const live = tty && !environment.CI;
  const colored = (tty || Boolean(environment.FORCE_COLOR)) && !environment.NO_COLOR;
  const colors = picocolors.createColors(colored);
  // Colours are marked until they are written: no file's or class's name can hold what nobody knows.
  const mark = `\ue000${randomBytes(8).toString("hex")}`;
  const painted = (text: string) => text.replaceAll(mark, "\u001b");
  let shown = false;
  const clear = (): void => {
    if (shown) stream.write(clearLine);
    shown = false;
  };
  return {
    live,
    get columns() {
      return stream.columns ?? 80;
    },
    colors: colored ? marking(colors, mark) : colors,
    line: (text = "") => {
      clear();
      stream.write(`${painted(visible(text))}\n`);
    },
    update: (text) => {
      if (!live) return;
      stream.write(`${clearLine}${painted(visible(text))}`);
      shown = true;
    },
    json: (value) => {
      if (json) stdout.write(`${JSON.stringify(value)}\n`);
    },
    error: (text) => {
      clear();
      stderr.write(`${painted(visibleLines(text))}\n`);
    },
  };
}

/** Colours that escape their text, and begin their own escapes with a mark. */
function marking(colors: Colors, mark: string): Colors {
  return new Proxy(colors, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (text: string) => String(value(visible(text))).replaceAll("\u001b", mark);
    },
  });
}
