import type { HttpError } from '../http/httpError.ts';
import { refusal } from '../http/httpError.ts';
import { sqliteCode, sqliteCodes } from '../store/sqlite.ts';

/** 503 for what is the disk's fault, in words for a person; undefined for anything else. */
export function explainStorageFailure(error: unknown): HttpError | undefined {
  switch (sqliteCode(error)) {
    case undefined:
      return undefined;
    case sqliteCodes.full:
      return refusal(503, 'The disk is full; nothing was kept. Make room and try again.');
    case sqliteCodes.busy:
      return refusal(503, 'Another program holds the stored threads; nothing was kept. Try again.');
    case sqliteCodes.readOnly:
    case sqliteCodes.cannotOpen:
    case sqliteCodes.ioError:
      return refusal(503, 'The disk refused to keep this. Check its permissions and try again.');
    case sqliteCodes.corrupt:
    case sqliteCodes.notADatabase:
      return refusal(503, 'The stored threads are damaged. Restart the local agent host: it will set them aside.');
    default:
      return undefined;
  }
}
