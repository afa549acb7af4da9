import { expect, it } from "vitest";
import { html, prose } from "./html.ts";

it("escapes what is put into a piece of a page, at any depth, but no pieces", () => {
  const piece = html`<b>${'<&"'}</b>`;
  expect(html`<p title="${"'"}">${[piece, ["<i>", 7]]}${undefined}</p>`.html).toBe(
    '<p title="&#39;"><b>&lt;&amp;&quot;</b>&lt;i&gt;7</p>',
  );
});

it("shows code and what matters in prose, and all else as text", () => {
  expect(prose("`a < b` is **so**, `**` is not").html).toBe(
    "<code>a &lt; b</code> is <strong>so</strong>, <code>**</code> is not",
  );
});
