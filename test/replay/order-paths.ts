import { eventually } from '../support/eventually.js';
import { passTime } from '../support/pass-time.js';
import { ended, type Textback } from '../support/textback.js';
import { has, texted, texting } from './bridge-paths.js';

const DAY = 24 * 3_600_000;

/** Paths of messages before which the vendors are asked, with a window that is long enough for their answers. */
export const orderPaths: Record<string, (textback: Textback) => Promise<number>> = {
  'at-once-both-ways': async (textback) => {
    const { drift, twilio } = textback.sandbox;
    const id = await texting(textback, '+12025550171');
    for (const turn of [1, 2]) {
      twilio.text({ from: '+12025550171', body: `question ${turn}` });
      await has(textback, id, `question ${turn}`);
      drift.say(id, { author: 'rep', body: `answer ${turn}` });
      await texted(textback, `answer ${turn}`);
    }
    const { workflow_id } = (await textback.conversation(id)) ?? { workflow_id: '' };
    await passTime(textback.client, workflow_id, 31 * DAY);
    await ended(textback, id);
    return id;
  },
  'one-was-missing': async (textback) => {
    const { drift } = textback.sandbox;
    const id = await texting(textback, '+12025550172');
    drift.setSwitches({ delayMs: 1_500 });
    drift.say(id, { author: 'rep', body: 'written first' });
    drift.setSwitches({ delayMs: 0 });
    drift.say(id, { author: 'rep', body: 'written second' });
    await eventually(
      'both are texted',
      () => textback.texts().filter(({ to }) => to === '+12025550172').length === 3,
    );
    return id;
  },
};
