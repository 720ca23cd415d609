/** Where a command's words go: lines that stay, one live line that is replaced, and one line of JSON at the end. */
import picocolors from "picocolors";

/** Paints text for a terminal, or leaves it alone. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** A command's only way to print. */
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
    colors: picocolors.createColors(colored),
    line: (text = "") => {
      clear();
      stream.write(`${text}\n`);
    },
    update: (text) => {
      if (!live) return;
      stream.write(`${clearLine}${text}`);
      shown = true;
    },
    json: (value) => {
      if (json) stdout.write(`${JSON.stringify(value)}\n`);
    },
    error: (text) => {
      clear();
      stderr.write(`${text}\n`);
    },
  };
}
