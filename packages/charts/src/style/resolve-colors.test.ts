import { expect, test } from "vitest";
import { resolveColors } from "./resolve-colors.ts";

test("puts colours in their places, and repeats for the dark only what they are in", () => {
  expect(
    resolveColors(".a{fill:var(--ink);font-size:3px;stroke:var(--card)}.b{opacity:.5}\n.c .d{color:var(--line)}"),
  ).toBe(
    `.a{fill:#16202c;font-size:3px;stroke:#fff}.b{opacity:.5}
.c .d{color:#e2e7ed}
@media (prefers-color-scheme:dark){
.a{fill:#e6edf3;stroke:#161e27}
.c .d{color:#27323e}
}`,
  );
});

test("leaves a name that is no colour of ours", () => {
  expect(resolveColors(".a{fill:var(--theirs)}")).toContain(".a{fill:var(--theirs)}");
});
