import type { Mode } from '../config/purpose.js';
import type { ErrorCode } from '../errors/codes.js';
import type { Queryable } from './pool.js';

/** The database belongs to the other mode. Nothing of it may be read or answered by this process. */
export class WrongMode extends Error {
  override readonly name = 'WrongMode';
  readonly code = 'wrong_mode' satisfies ErrorCode;
  constructor(mode: Mode, found: Mode) {
    super(
      mode === 'sandbox'
        ? `This database was first used ${found}, and this process would run as a sandbox, whose keys everybody can read. Set the ` +
            'keys of Drift and Twilio, or another database for the sandbox (DATABASE_URL, or DATA_DIR with npm start).'
        : `This database was first used by a ${found}, whose visitors and numbers are invented, and this process is live. Set ` +
            'another database for it (DATABASE_URL, or DATA_DIR with npm start), or SANDBOX=on for the sandbox.',
    );
  }
}

/**
 * Makes sure that the database is used in one mode only: the first process that opens it decides, for good.
 * @throws WrongMode
 */
export async function claimMode(db: Queryable, mode: Mode): Promise<void> {
  await db.query('INSERT INTO installation_mode (mode) VALUES ($1) ON CONFLICT DO NOTHING', [mode]);
  const { rows } = await db.query<{ mode: Mode }>('SELECT mode FROM installation_mode');
  const found = rows[0]?.mode;
  if (found !== undefined && found !== mode) throw new WrongMode(mode, found);
}

export interface ModeGuard {
  readonly isConfirmed: boolean;
  /** Claims the database, unless that has been done. @throws WrongMode, or what PostgreSQL or `alsoAsked` says */
  confirm(): Promise<void>;
}

/**
 * For a process that starts while PostgreSQL is away: it answers nothing until the database is known to be its own. `alsoAsked`: whatever
 * else has to be true of the database before that.
 */
export function createModeGuard(
  db: Queryable,
  mode: Mode,
  alsoAsked: () => Promise<void> = () => Promise.resolve(),
): ModeGuard {
  let isConfirmed = false;
  let underWay: Promise<void> | null = null;
  return {
    get isConfirmed() {
      return isConfirmed;
    },
    confirm() {
      if (isConfirmed) return Promise.resolve();
      underWay ??= claimMode(db, mode)
        .then(alsoAsked)
        .then(() => {
          isConfirmed = true;
        })
        .finally(() => {
          underWay = null;
        });
      return underWay;
    },
  };
}
