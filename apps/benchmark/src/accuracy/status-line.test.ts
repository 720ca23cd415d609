import { expect, test } from "vitest";
import { StatusLine } from "./status-line.ts";

function written(isTTY: boolean, work: (status: StatusLine) => void): string {
  let text = "";
  const write = (part: string | Uint8Array) => {
    text += part;
    return true;
  };
  work(new StatusLine({ isTTY, columns: 8, write }));
  return text;
}

test("writes over its last line on a terminal, cut to the width", () => {
  const text = written(true, (status) => {
    status.show("step 1 of 200");
    status.line("epoch 1");
  });
  expect(text).toBe("\r\u001b[Kstep 1 \r\u001b[Kepoch 1\n");
});

test("writes lines alone elsewhere", () => {
  const text = written(false, (status) => {
    status.show("step 1 of 200");
    status.line("epoch 1");
  });
  expect(text).toBe("epoch 1\n");
});
