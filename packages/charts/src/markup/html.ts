/** HTML and SVG that cannot forget to escape. */

/** A piece of HTML or SVG, which goes into a template of `html` as it is, where a string is escaped. */
export class Html {
  /** The markup itself. */
  readonly source: string;

  /** Takes text that is markup already; text that a user may have written goes through `html`. */
  constructor(source: string) {
    this.source = source;
  }
}

/** What `html` puts between the parts of its template. */
export type HtmlPart = string | number | Html | undefined | false | readonly HtmlPart[];

/**
 * The tag of a template that is HTML or SVG: strings and numbers are escaped, `Html` and lists of it go in as they are,
 * `undefined` and `false` leave nothing.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(strings.map((text, index) => text + render(parts[index])).join(""));
}

function render(part: HtmlPart): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.source;
  if (typeof part === "object") return part.map(render).join("");
  return String(part).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
