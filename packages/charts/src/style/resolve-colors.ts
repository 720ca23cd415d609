/** Style sheets for files of their own. */
import { dark, light } from "./colors.ts";

/**
 * Puts the colours in the places of `var(--name)`, since many viewers of SVG know no custom properties, and adds the
 * same for dark settings: the declarations that name a colour, without the others. A name that is no colour of ours
 * stays.
 */
export function resolveColors(style: string): string {
  return `${fill(style, light)}
@media (prefers-color-scheme:dark){
${fill(coloredOnly(style), dark)}
}`;
}

function fill(style: string, colors: Readonly<Record<string, string>>): string {
  return style.replace(/var\(--([\w-]+)\)/g, (whole, name: string) => colors[name] ?? whole);
}

/** The rules of a flat style sheet with nothing but their declarations of colours. */
function coloredOnly(style: string): string {
  const rules = style.matchAll(/([^{}]+)\{([^{}]*)\}/g);
  return [...rules]
    .flatMap(([, selector = "", declarations = ""]) => {
      const colored = declarations.split(";").filter((declaration) => declaration.includes("var(--"));
      return colored.length === 0 ? [] : [`${selector.trim()}{${colored.join(";")}}`];
    })
    .join("\n");
}
