export { type CacheFolderOptions, cacheFolder } from "./cache-folder.ts";
export { isDiskError } from "./disk-error.ts";
export { errorCode } from "./error-code.ts";
export { expandHome } from "./expand-home.ts";
export type { FetchEvent, OnProgress } from "./fetch-event.ts";
export { type FolderLockOptions, withFolderLock } from "./folder-lock.ts";
export { type HashAlgorithm, type HashOptions, hashFile } from "./hash-file.ts";
export {
  type DiskFailed,
  type Interrupted,
  type NoRoom,
  ReceiveError,
  type ReceiveProblem,
  type TooLong,
  type WrongChecksum,
} from "./receive-error.ts";
export { type Checksum, type ReceiveFileOptions, type ReceiveProgress, receiveFile } from "./receive-file.ts";
export { replaceFile } from "./replace-file.ts";
export { syncFolder } from "./sync-folder.ts";
