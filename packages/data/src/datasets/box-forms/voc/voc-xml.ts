/** One file of annotations in Pascal VOC's XML. */
import sax from "sax";
import type { PixelSize } from "../../../dataset/objects/box-dataset.ts";
import { DataError } from "../../../errors.ts";
import { shownText } from "../../../shown-text.ts";

/** The four numbers of a bndbox as they stand in the file; NaN where one is missing or no number. */
export type VocBox = readonly [xmin: number, ymin: number, xmax: number, ymax: number];

/** One object of a file. */
export interface VocObject {
  /** The name of its class. */
  readonly name: string;
  /** Its box. */
  readonly box: VocBox;
  /** Whether it is marked as difficult, which VOC's own scores leave out. */
  readonly isDifficult: boolean;
  /** The line in which it begins. */
  readonly line: number;
}

/** What one file says of its image. */
export interface VocAnnotation {
  /** The name of the image's file as it stands there; undefined where it has none. */
  readonly filename: string | undefined;
  /** The image's size; undefined where none is stated, or 0. */
  readonly size: PixelSize | undefined;
  /** The objects, in the order of the file. */
  readonly objects: readonly VocObject[];
}

/** No element of a sane file lies deeper. */
const mostDepth = 64;

/**
 * Parses one file. Entities of its own are not expanded, and what is not needed is passed over: parts of persons,
 * sources, owners.
 * @throws DataError that names file and line, where it is no XML of this form.
 */
export function parseVoc(text: string, file: string): VocAnnotation {
  const parser = sax.parser(true, { trim: true, position: true });
  const reading = new Reading(file, () => parser.line + 1);
  parser.onerror = (error) => {
    throw reading.error(`XML that can be read (${error.message.split("\n", 1)[0]})`, "something else");
  };
  parser.onopentag = ({ name }) => reading.open(name);
  parser.onclosetag = () => reading.close();
  parser.ontext = (part) => reading.text(part);
  parser.oncdata = (part) => reading.text(part);
  parser.write(text.replace(/^\uFEFF/, "")).close();
  return reading.finish();
}

interface FoundObject {
  name: string | undefined;
  readonly sides: Record<string, string>;
  isDifficult: boolean;
  isTurned: boolean;
  readonly line: number;
}

/** A file that is being read: what was found so far, and the names of the elements that are open. */
class Reading {
  readonly #file: string;
  readonly #line: () => number;
  readonly #path: string[] = [];
  readonly #objects: VocObject[] = [];
  readonly #facts = new Map<string, string>();
  #object: FoundObject | undefined;
  #isAnnotation = false;

  constructor(file: string, line: () => number) {
    this.#file = file;
    this.#line = line;
  }

  open(name: string): void {
    if (this.#path.length === 0 && name !== "annotation")
      throw this.error('the element "annotation" of Pascal VOC', `"${shownText(name)}"`);
    if (this.#path.length === mostDepth) throw this.error(`elements at most ${mostDepth} deep`, "a deeper one");
    this.#path.push(name);
    this.#isAnnotation = true;
    if (this.#path.join("/") === "annotation/object")
      this.#object = { name: undefined, sides: {}, isDifficult: false, isTurned: false, line: this.#line() };
    if (this.#object && /\/(robndbox|polygon)$/.test(this.#path.join("/"))) this.#object.isTurned = true;
  }

  text(part: string): void {
    const place = this.#path.join("/");
    if (!this.#object) this.#facts.set(place, (this.#facts.get(place) ?? "") + part);
    else if (place === "annotation/object/name") this.#object.name = (this.#object.name ?? "") + part;
    else if (place === "annotation/object/difficult") this.#object.isDifficult = part === "1";
    else if (place.startsWith("annotation/object/bndbox/")) {
      const side = this.#path.at(-1) ?? "";
      this.#object.sides[side] = (this.#object.sides[side] ?? "") + part;
    }
  }

  close(): void {
    const isObject = this.#path.join("/") === "annotation/object";
    this.#path.pop();
    if (!isObject || !this.#object) return;
    const { name, sides, isDifficult, isTurned, line } = this.#object;
    this.#object = undefined;
    if (name === undefined || name === "") throw this.error("the name of an object's class", "none", line);
    if (Object.keys(sides).length === 0)
      throw this.error(
        `a bndbox of the object ${shownText(name)}`,
        isTurned ? "a polygon or a turned box" : "none",
        line,
      );
    const side = (key: string) => numberIn(sides[key]);
    const box = [side("xmin"), side("ymin"), side("xmax"), side("ymax")] as const;
    this.#objects.push({ name, box, isDifficult, line });
  }

  finish(): VocAnnotation {
    if (!this.#isAnnotation) throw this.error('the element "annotation" of Pascal VOC', "none");
    const width = numberIn(this.#facts.get("annotation/size/width"));
    const height = numberIn(this.#facts.get("annotation/size/height"));
    const filename = this.#facts.get("annotation/filename");
    return {
      filename: filename === "" ? undefined : filename,
      size: width > 0 && height > 0 ? { width, height } : undefined,
      objects: this.#objects,
    };
  }

  error(expected: string, got: string, line = this.#line()): DataError {
    return new DataError(
      `${this.#file}, line ${line}: expected ${expected}, got ${got}. Mend the file or leave it out.`,
    );
  }
}

function numberIn(text: string | undefined): number {
  return text === undefined || text.trim() === "" ? Number.NaN : Number(text);
}
