import { expect } from '@jest/globals';
import { pauseSending, resumeSending } from '../../../src/operate/operations/pauses.js';
import type { Reason } from '../../../src/contracts/reasons.js';
import { waitsWhilePaused } from '../operations/support.js';
import { eventually } from '../../support/eventually.js';
import { passTime } from '../../support/pass-time.js';
import { ended, type ConversationRow, type Textback } from '../../support/textback.js';

const HOUR = 3_600_000;
const MESSAGES = '/2010-04-01/Accounts/:sid/Messages.json';

/** What conversations came to, as their driver knows it: outcome (texted, waiting or a reason) and how many. */
export type Tally = Readonly<Record<string, number>>;
export type Path = (drive: Driver) => Promise<Tally>;

/** An hour on the clock of the zone that is so many hours ahead of UTC: HH:00. */
export const hourIn = (zoneHours: number, offset: number): string =>
  `${String((new Date().getUTCHours() + zoneHours + offset + 48) % 24).padStart(2, '0')}:00`;

/** One number only, so that two chats of one visitor have to share it; quiet hours are now, twelve hours east of UTC. */
export const environment = () => ({
  TWILIO_FROM_NUMBERS: '+12025550123',
  QUIET_HOURS: `${hourIn(12, -1)}-${hourIn(12, 3)}`,
  QUIET_MAX_AGE: '1m',
  DEFAULT_TIME_ZONE: 'UTC',
});

/** Drives conversations through the sandbox to an outcome. Every visitor has a phone of their own. */
export class Driver {
  readonly textback: Textback;
  #phones = 0;
  constructor(textback: Textback) {
    this.textback = textback;
  }

  newPhone(): string {
    return `+1202555${String(1000 + this.#phones++)}`;
  }

  chat(
    contact: Record<string, unknown>,
    more: { context?: Record<string, unknown>; createdAt?: number; contactId?: number } = {},
  ): number {
    return this.textback.sandbox.drift.startConversation({ contact, body: 'Hello?', ...more }).conversation
      .id;
  }

  async endsWith(id: number, reason: Reason): Promise<Tally> {
    expect(await ended(this.textback, id)).toMatchObject({ reason });
    return { [reason]: 1 };
  }

  until(what: string, id: number, check: (row: ConversationRow) => boolean): Promise<ConversationRow> {
    return eventually(what, async () => {
      const row = await this.textback.conversation(id);
      return row !== null && check(row) ? row : null;
    });
  }

  waitsForPhone(id: number): Promise<ConversationRow> {
    return this.until(
      'it waits for a number',
      id,
      ({ state, reason }) => state === 'waiting' && reason === 'no_phone',
    );
  }

  isTexted(phone: string): Promise<boolean> {
    return eventually('the text', () => this.textback.texts().some(({ to }) => to === phone));
  }

  /** The text was tried, and its number is taken. */
  isTried(id: number): Promise<boolean> {
    return eventually('the text is tried', async () => {
      const { rows } = await this.textback.db.query(
        `SELECT FROM ledger WHERE medium = 'sms' AND conversation_id = $1 AND updated_at > created_at`,
        [id],
      );
      return rows.length === 1;
    });
  }

  async refused(code: number, reason: Reason): Promise<Tally> {
    const phone = this.newPhone();
    this.textback.sandbox.twilio.setOutcome(phone, { refuse: code });
    const id = this.chat({ phone });
    const { workflow_id, state } = await this.until('it has its reason', id, (row) => row.reason === reason);
    // The chat waits for another number, for as long as one may come late.
    if (state === 'waiting') await passTime(this.textback.client, workflow_id, 25 * HOUR);
    return this.endsWith(id, reason);
  }

  /** While Twilio answers every send like this. */
  async whileTwilio(kind: '429' | '500', work: () => Promise<Tally>): Promise<Tally> {
    const { twilio } = this.textback.sandbox;
    twilio.addFault({ route: MESSAGES, method: 'POST', kind });
    try {
      return await work();
    } finally {
      twilio.faults.clear();
    }
  }
}

/** A way to each reason of the list, with follow-ups switched on. */
export const reasonPaths: Readonly<Partial<Record<Reason, readonly Path[]>>> = {
  answered: [
    (drive) => {
      const id = drive.chat({ phone: drive.newPhone() });
      drive.textback.sandbox.drift.say(id, { author: 'rep', body: 'Hi!' });
      return drive.endsWith(id, 'answered');
    },
    // The text was tried, and then a person was quicker.
    (drive) =>
      drive.whileTwilio('429', async () => {
        const id = drive.chat({ phone: drive.newPhone() });
        await drive.isTried(id);
        drive.textback.sandbox.drift.say(id, { author: 'rep', body: 'Hi!' });
        return drive.endsWith(id, 'answered');
      }),
  ],
  closed: [
    (drive) => {
      const id = drive.chat({ phone: drive.newPhone() });
      drive.textback.sandbox.drift.setStatus(id, 'closed');
      return drive.endsWith(id, 'closed');
    },
  ],
  chat_gone: [
    (drive) => {
      const id = drive.chat({ phone: drive.newPhone() });
      drive.textback.sandbox.drift.deleteConversation(id);
      return drive.endsWith(id, 'chat_gone');
    },
  ],
  no_phone: [
    async (drive) => {
      const id = drive.chat({ name: 'Ana' });
      const { workflow_id } = await drive.waitsForPhone(id);
      await passTime(drive.textback.client, workflow_id, 25 * HOUR);
      return drive.endsWith(id, 'no_phone');
    },
  ],
  invalid_phone: [(drive) => drive.refused(21211, 'invalid_phone')],
  not_textable: [(drive) => drive.refused(21614, 'not_textable')],
  opted_out: [(drive) => drive.refused(21610, 'opted_out')],
  vendor_refused: [(drive) => drive.refused(21408, 'vendor_refused')],
  quiet_too_long: [
    (drive) => {
      const id = drive.chat({ phone: drive.newPhone() }, { context: { timezone: 'Etc/GMT-12' } });
      return drive.endsWith(id, 'quiet_too_long');
    },
  ],
  too_late: [
    (drive) => {
      const id = drive.chat({ phone: drive.newPhone() }, { createdAt: Date.now() - 50 * HOUR });
      return drive.endsWith(id, 'too_late');
    },
  ],
  duplicate_session: [
    (drive) => {
      const phone = drive.newPhone();
      let second = 0;
      const first = drive.whileTwilio('429', async () => {
        const id = drive.chat({ phone });
        await drive.isTried(id);
        second = drive.chat({}, { contactId: drive.textback.sandbox.drift.conversation(id).contactId });
        return drive.endsWith(id, 'duplicate_session');
      });
      return first.then(async (tally) => {
        await drive.isTexted(phone);
        await drive.until('the second is bridged', second, ({ state }) => state === 'bridging');
        return { ...tally, texted: 1 };
      });
    },
  ],
  number_in_use: [
    async (drive) => {
      const phone = drive.newPhone();
      drive.chat({ phone });
      await drive.isTexted(phone);
      return { texted: 1, ...(await drive.endsWith(drive.chat({ phone }), 'number_in_use')) };
    },
  ],
  send_ambiguous: [
    (drive) =>
      drive.whileTwilio('500', async () => {
        const id = drive.chat({ phone: drive.newPhone() });
        await drive.until('it is given up', id, ({ reason }) => reason === 'send_ambiguous');
        return { send_ambiguous: 1 };
      }),
  ],
  paused: [
    async (drive) => {
      const { db, client } = drive.textback;
      const asked = (requestId: string) => ({ operator: { name: 'Kim', via: 'api' }, requestId }) as const;
      await pauseSending(db, asked('pause'), { orgId: null, why: 'a test' });
      const id = drive.chat({ phone: drive.newPhone() });
      await waitsWhilePaused(drive.textback, id);
      const { workflow_id } = await drive.until('it waits', id, ({ state }) => state === 'waiting');
      await passTime(client, workflow_id, 2 * HOUR);
      const tally = await drive.endsWith(id, 'paused');
      await resumeSending(db, asked('resume'), { orgId: null, budget: null });
      return tally;
    },
  ],
  stopped: [
    async (drive) => {
      const id = drive.chat({ name: 'Ana' });
      const { workflow_id } = await drive.waitsForPhone(id);
      await drive.textback.client.workflow.getHandle(workflow_id).cancel();
      return drive.endsWith(id, 'stopped');
    },
  ],
};

/** With follow-ups switched off. */
export const reasonPathsWhenOff: typeof reasonPaths = {
  disabled: [(drive) => drive.endsWith(drive.chat({ phone: drive.newPhone() }), 'disabled')],
};

/** With a cap that comes first. */
export const reasonPathsWithCaps: Readonly<
  Partial<Record<Reason, { readonly environment: Readonly<Record<string, string>>; readonly path: Path }>>
> = {
  country_not_served: {
    environment: { TEXT_COUNTRIES: 'US' },
    path: (drive) => drive.endsWith(drive.chat({ phone: '+447911123456' }), 'country_not_served'),
  },
  texted_too_often: {
    environment: { FIRST_TEXTS_PER_NUMBER: '1' },
    path: async (drive) => {
      const phone = drive.newPhone();
      drive.chat({ phone });
      await drive.isTexted(phone);
      return { texted: 1, ...(await drive.endsWith(drive.chat({ phone }), 'texted_too_often')) };
    },
  },
  // Two tabs at once: the text of one answers the other.
  already_texted: {
    environment: {},
    path: async (drive) => {
      const phone = drive.newPhone();
      const { db, sandbox } = drive.textback;
      const asked = (requestId: string) => ({ operator: { name: 'Kim', via: 'api' }, requestId }) as const;
      await pauseSending(db, asked('pause'), { orgId: null, why: 'until both wait' });
      const first = drive.chat({ phone });
      const second = drive.chat({}, { contactId: sandbox.drift.conversation(first).contactId });
      for (const id of [first, second]) await waitsWhilePaused(drive.textback, id);
      await resumeSending(db, asked('resume'), { orgId: null, budget: null });
      // Whichever comes first is texted.
      const ends = await Promise.any([first, second].map((id) => drive.endsWith(id, 'already_texted')));
      return { texted: 1, ...ends };
    },
  },
  budget_spent: {
    environment: { FIRST_TEXTS_PER_HOUR: '1' },
    path: async (drive) => {
      const phone = drive.newPhone();
      drive.chat({ phone });
      await drive.isTexted(phone);
      const late = drive.chat({ phone: drive.newPhone() });
      await waitsWhilePaused(drive.textback, late, 'budget_spent');
      const { workflow_id } = await drive.until('it waits', late, ({ state }) => state === 'waiting');
      await passTime(drive.textback.client, workflow_id, 2 * HOUR);
      return { texted: 1, ...(await drive.endsWith(late, 'budget_spent')) };
    },
  },
};

/** Ways to a text, and conversations that have neither a text nor a final reason. */
export const otherPaths: Readonly<Record<string, Path>> = {
  'texted, delivered': async (drive) => {
    const phone = drive.newPhone();
    drive.chat({ phone });
    await drive.isTexted(phone);
    return { texted: 1 };
  },
  'texted, and the carrier failed': async (drive) => {
    const phone = drive.newPhone();
    drive.textback.sandbox.twilio.setOutcome(phone, { status: 'undelivered', errorCode: 30003 });
    const id = drive.chat({ phone });
    await eventually('the rep is told', () =>
      drive.textback.posts(id).some(({ body }) => body.includes('did not reach')),
    );
    return { texted: 1 };
  },
  'texted late, after it had a reason for a while': async (drive) => {
    const phone = drive.newPhone();
    const id = drive.chat({ name: 'Ana' });
    await drive.waitsForPhone(id);
    drive.textback.sandbox.drift.capturePhone(id, phone);
    await drive.isTexted(phone);
    return { texted: 1 };
  },
  'texted, then stopped by an operator': async (drive) => {
    const phone = drive.newPhone();
    const id = drive.chat({ phone });
    await eventually('the rep is told', () => drive.textback.posts(id).length > 0);
    const { workflow_id } = await drive.until('it is bridged', id, ({ state }) => state === 'bridging');
    await drive.textback.client.workflow.getHandle(workflow_id).cancel();
    await ended(drive.textback, id);
    return { texted: 1 };
  },
  'texted, the answer lost and found again': async (drive) => {
    const phone = drive.newPhone();
    drive.textback.sandbox.twilio.addFault({
      route: MESSAGES,
      method: 'POST',
      kind: 'reset-after',
      times: 1,
    });
    const id = drive.chat({ phone });
    await drive.isTexted(phone);
    await eventually('the rep is told', () => drive.textback.posts(id).length > 0);
    return { texted: 1 };
  },
  'waiting, with a reason for now': async (drive) => {
    await drive.waitsForPhone(drive.chat({ name: 'Ana' }));
    return { waiting: 1 };
  },
};

/** Left as it is until the counts are compared: Twilio takes no texts. */
export const underWay: Path = async (drive) => {
  drive.textback.sandbox.twilio.addFault({ route: MESSAGES, method: 'POST', kind: '429' });
  await drive.isTried(drive.chat({ phone: drive.newPhone() }));
  return { waiting: 1 };
};
