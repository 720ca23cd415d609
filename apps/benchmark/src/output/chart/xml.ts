/** XML that cannot forget to escape. */

/** Text that is XML already. */
export class Xml {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

type Part = string | number | Xml | readonly Part[];

/** A template: strings are escaped, numbers get one decimal at most, Xml and lists of it go in as they are. */
export function xml(strings: TemplateStringsArray, ...parts: readonly Part[]): Xml {
  return new Xml(strings.map((text, index) => text + render(parts[index] ?? "")).join(""));
}

function render(part: Part): string {
  if (part instanceof Xml) return part.source;
  if (typeof part === "object") return part.map(render).join("");
  if (typeof part === "number") return String(Number(part.toFixed(1)));
  return part.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
