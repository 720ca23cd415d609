/** Lines that stay, and below them, on a terminal, one that is written over. */
export class StatusLine {
  readonly #stream: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">;

  constructor(stream: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write"> = process.stderr) {
    this.#stream = stream;
  }

  /** Writes a line that stays. */
  line(text: string): void {
    this.show("");
    this.#stream.write(`${text}\n`);
  }

  /** Shows what is going on, cut to the terminal's width; nothing where there is no terminal. */
  show(text: string): void {
    // Back to the first column, and the line's rest cleared (ECMA-48).
    if (this.#stream.isTTY) this.#stream.write(`\r\u001b[K${text.slice(0, this.#stream.columns - 1)}`);
  }
}
