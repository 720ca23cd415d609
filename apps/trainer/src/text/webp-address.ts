/** The bytes of a WebP file as a `data:` address, for pages. */
export function webpAddress(bytes: Uint8Array): string {
  return `data:image/webp;base64,${Buffer.from(bytes).toString("base64")}`;
}
