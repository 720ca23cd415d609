import { expect, test } from "vitest";
import { html } from "./html.ts";

test("escapes text, and leaves HTML as it is", () => {
  const inner = html`<b>${"<script>\"&'"}</b>`;
  expect(html`<p title="${'"'}">${inner}${3}${[inner, "<"]}</p>`.source).toBe(
    '<p title="&#34;"><b>&#60;script&#62;&#34;&#38;&#39;</b>3<b>&#60;script&#62;&#34;&#38;&#39;</b>&#60;</p>',
  );
});

test("undefined and false leave nothing", () => {
  expect(html`a${undefined}${false}b`.source).toBe("ab");
});
