import { expect, test } from "vitest";
import { recordedTerminal } from "../../test/recorded-terminal.ts";
import { fetchProgress } from "./fetch-progress.ts";

const event = (phase: "search" | "download" | "verify", receivedBytes: number) =>
  ({ phase, name: "tensorflow-cpu 2.21.0", receivedBytes, totalBytes: phase === "search" ? 0 : 274e6 }) as const;

test("says each phase once where there is no live line", () => {
  const terminal = recordedTerminal();
  const show = fetchProgress(terminal);
  for (const one of [event("search", 0), event("download", 0), event("download", 1e6), event("verify", 0)]) show(one);
  expect(terminal.lines).toEqual(["fetching tensorflow-cpu 2.21.0, 274 MB", "checking tensorflow-cpu 2.21.0, 274 MB"]);
});

test("has a bar with both sizes on a live line, and always shows the end", () => {
  const terminal = recordedTerminal({ live: true });
  const show = fetchProgress(terminal);
  for (const one of [event("download", 0), event("download", 137e6), event("download", 274e6)]) show(one);
  expect(terminal.updates[0]).toContain("fetching tensorflow-cpu 2.21.0  ────");
  expect(terminal.updates.at(-1)).toContain("100%  274 MB of 274 MB");
  expect(terminal.lines).toEqual([]);
});
