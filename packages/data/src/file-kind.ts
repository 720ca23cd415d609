// biome-ignore-all lint/suspicious/noControlCharactersInRegex: the marks of formats have them
/** What a file is by its first bytes, whatever its name says. */
import type { FileKind } from "./picture-format.ts";
import { textKind } from "./text-kind.ts";

/** So many first bytes are enough to tell. */
export const headBytes = 1024;

/** How the formats that are decoded are listed in messages. */
export const decodedFormats = "JPEG, PNG, WebP, GIF, TIFF, BMP or AVIF";

const convert = "convert it to JPEG or PNG";

/** First bytes as text of one byte a letter, and what they tell. */
const starts: readonly (readonly [start: RegExp, kind: FileKind])[] = [
  [/^\xff\xd8\xff/, { format: "jpeg", what: "a JPEG", pictures: "JPEG pictures" }],
  [/^\x89PNG\r\n\x1a\n/, { format: "png", what: "a PNG", pictures: "PNG pictures" }],
  [/^RIFF.{4}WEBP/s, { format: "webp", what: "a WebP", pictures: "WebP pictures" }],
  [/^GIF8[79]a/, { format: "gif", what: "a GIF", pictures: "GIF pictures" }],
  [/^(II[*]\0.{4}CR|IIRO|IIRS|IIU\0|MMOR|FUJIFILMCCD-RAW)/s, rawPicture()],
  [/^(II[*+]\0|MM\0[*+])/, { format: "tiff", what: "a TIFF", pictures: "TIFF pictures" }],
  [/^BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0/s, { format: "bmp", what: "a BMP", pictures: "BMP pictures" }],
  [/^8BPS/, { what: "a Photoshop file", pictures: "Photoshop pictures", advice: convert }],
  [/^(\xff\x0a|\0\0\0\x0cJXL )/, { what: "a JPEG XL", pictures: "JPEG XL pictures", advice: convert }],
  [/^(\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/, { what: "a JPEG 2000", pictures: "JPEG 2000 pictures", advice: convert }],
  [/^P[1-7][\s#]/, { what: "a PNM", pictures: "PNM pictures", advice: convert }],
  [/^\0\0[\x01\x02]\0[^\0]\0/, { what: "an icon", pictures: "icons", advice: convert }],
  [/^#\?RADIANCE|^v\/1\x01/, { what: "a picture of high dynamic range", pictures: "HDR pictures", advice: convert }],
  [/^.{128}DICM/s, { what: "a DICOM file", pictures: "DICOM pictures", advice: "export it as PNG" }],
  [/^%PDF-/, { what: "a PDF", advice: "export its pages as pictures" }],
  [/^%!PS/, { what: "a PostScript file", pictures: "PostScript drawings", advice: "export it as PNG" }],
  [/^PK(\x03\x04|\x05\x06)|^\x1f\x8b|^7z\xbc\xaf|^Rar!|^BZh|^\xfd7zXZ/, { what: "an archive", advice: "unpack it" }],
  [/^RIFF|^\x1aE\xdf\xa3|^.{4}ftyp(isom|mp4|qt|M4V|3gp)/s, { what: "a video", advice: "take pictures out of it" }],
  [/^\0{16}/, { what: "a file of zeros, as a copy or a download that broke off leaves it", advice: "copy it again" }],
];

/** HEIF in its two kinds: AV1 inside is AVIF, HEVC is HEIC. The brands stand in the first box. */
const fileTypeBox = /^\0.{3}ftyp(.{4}).{4}((?:[a-zA-Z0-9 ]{4})*)/s;

const animated: FileKind = {
  format: "avif",
  what: "an AVIF",
  pictures: "AVIF pictures",
  failure: `an animated AVIF, of which this build decodes no picture; ${convert}`,
};

function rawPicture(): FileKind {
  return {
    what: "a camera's raw picture",
    pictures: "raw pictures of a camera",
    advice: "develop it, and save it as JPEG or TIFF",
  };
}

/** What a file is, by its first 1,024 bytes or all that it has. */
export function fileKind(bytes: Uint8Array): FileKind {
  if (bytes.length === 0) return { what: "an empty file", advice: "fetch it again" };
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(headBytes, bytes.length)).toString("latin1");
  const found = starts.find(([start]) => start.test(head))?.[1] ?? heifKind(head) ?? textKind(head);
  return found ?? { what: "no picture in a format that is decoded", advice: `which are ${decodedFormats}` };
}

function heifKind(head: string): FileKind | undefined {
  const [, major = "", compatible = ""] = fileTypeBox.exec(head) ?? [];
  if (major === "avif") return { format: "avif", what: "an AVIF", pictures: "AVIF pictures" };
  if (major === "avis") return animated;
  if (major === "crx ") return rawPicture();
  if (!/^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(major)) return undefined;
  if (/avif/.test(compatible) && !/heic|heix/.test(compatible)) {
    return { format: "avif", what: "an AVIF", pictures: "AVIF pictures" };
  }
  return {
    what: "a HEIC",
    pictures: "HEIC pictures",
    advice: "this build cannot decode HEVC: convert it to JPEG or PNG",
  };
}
