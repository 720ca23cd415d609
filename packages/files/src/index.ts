export { type CacheFolderOptions, cacheFolder } from "./cache-folder.ts";
export { diskProblem, isDiskError } from "./disk-error.ts";
export { errorCode } from "./error-code.ts";
export { expandHome } from "./expand-home.ts";
export { homeFolder } from "./home-folder.ts";
export { type ReadWholeOptions, readWhole, readWholeSync } from "./read-whole.ts";
export type { FetchEvent, OnProgress } from "./receiving/fetch-event.ts";
export { type HashAlgorithm, type HashOptions, hashFile } from "./receiving/hash-file.ts";
export { networkAdvice } from "./receiving/network-advice.ts";
export {
  type DiskFailed,
  type Interrupted,
  type NoRoom,
  ReceiveError,
  type ReceiveProblem,
  type TooLong,
  type WrongChecksum,
} from "./receiving/receive-error.ts";
export { receiveFile } from "./receiving/receive-file.ts";
export type { Checksum, ReceiveFileOptions, ReceiveProgress } from "./receiving/receive-options.ts";
export { SlowTransferError, type TransferLimits } from "./receiving/transfer-watch.ts";
export { webFetch } from "./receiving/web-fetch.ts";
export { type FolderLockOptions, type HeldLock, type LockHolder, withFolderLock } from "./replacing/folder-lock.ts";
export { isLockHeld } from "./replacing/lock-holder.ts";
export { LockLostError } from "./replacing/lock-lost-error.ts";
export { makeFolder } from "./replacing/make-folder.ts";
export { replaceFile } from "./replacing/replace-file.ts";
export { type ReplaceFolderOptions, replaceFolder } from "./replacing/replace-folder.ts";
export { replaceWhole } from "./replacing/replace-whole.ts";
export { syncFolder } from "./replacing/sync-folder.ts";
