export { type CacheFolderOptions, cacheFolder } from "./cache-folder.ts";
export { errorCode } from "./error-code.ts";
export type { FetchEvent, OnProgress } from "./fetch-event.ts";
export { type FolderLockOptions, withFolderLock } from "./folder-lock.ts";
export { hashFile } from "./hash-file.ts";
export { replaceFile } from "./replace-file.ts";
export { syncFolder } from "./sync-folder.ts";
