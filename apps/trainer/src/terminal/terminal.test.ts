import { expect, test } from "vitest";
import { createTerminal } from "./terminal.ts";

class Stream {
  readonly columns = 60;
  readonly isTTY: boolean;
  text = "";

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }
}

function terminal({ json = false, tty = true, environment = {} } = {}) {
  const stdout = new Stream(tty);
  const stderr = new Stream(tty);
  return { stdout, stderr, terminal: createTerminal({ json, stdout, stderr, environment }) };
}

test("the live line is replaced by what comes after it", () => {
  const { terminal: to, stdout } = terminal();
  to.update("10%");
  to.update("20%");
  to.line("done");
  expect(stdout.text).toBe("\r\u001b[2K10%\r\u001b[2K20%\r\u001b[2Kdone\n");
});

test("pipes, CI and dumb terminals have no live line", () => {
  for (const options of [{ tty: false }, { environment: { CI: "true" } }, { environment: { TERM: "dumb" } }]) {
    const { terminal: to, stdout } = terminal(options);
    to.update("10%");
    to.line("done");
    expect(to.live).toBe(false);
    expect(stdout.text).toBe("done\n");
  }
});

test("with --json stdout carries the JSON alone", () => {
  const { terminal: to, stdout, stderr } = terminal({ json: true, tty: false });
  to.line("training");
  to.json({ accuracy: 0.5 });
  expect(stdout.text).toBe('{"accuracy":0.5}\n');
  expect(stderr.text).toBe("training\n");
});

test("without --json there is no JSON", () => {
  const { terminal: to, stdout } = terminal();
  to.json({ accuracy: 0.5 });
  expect(stdout.text).toBe("");
});

test("colours follow the terminal, NO_COLOR and FORCE_COLOR", () => {
  const painted = (options: Parameters<typeof terminal>[0]) => terminal(options).terminal.colors.bold("x") !== "x";
  expect(painted({})).toBe(true);
  expect(painted({ environment: { NO_COLOR: "1" } })).toBe(false);
  expect(painted({ tty: false })).toBe(false);
  expect(painted({ tty: false, environment: { FORCE_COLOR: "1" } })).toBe(true);
});

test("what stands in names is shown, and not obeyed", () => {
  for (const tty of [true, false]) {
    const { terminal: to, stdout } = terminal({ tty });
    const { bold } = to.colors;
    to.line(`class ${bold("cat\u001b]0;x\u0007")} \u001b[2J\u202ea\nb`);
    const name = "cat\\u001b]0;x\\u0007";
    expect(stdout.text).toBe(`class ${tty ? `\u001b[1m${name}\u001b[22m` : name} \\u001b[2J\\u202ea\\nb\n`);
  }
});
