/** What tests in a browser need; apart from the rest, for few tests need it. */
export { bundleForBrowser } from "./bundle-for-browser.ts";
export { openChromium } from "./chromium.ts";
export { type ServedFolder, serveFolder } from "./serve-folder.ts";
