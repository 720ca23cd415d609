import type { ComponentChildren } from "preact";

/** What may be wider than the window, and is scrolled by the keyboard too. */
export function ScrollRegion({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll
    <section class="scroll" tabIndex={0} aria-label={name}>
      {children}
    </section>
  );
}
