/**
 * Takes the pictures docs/images/console-*.png anew: `npx tsx test/web/console/screenshots.ts`, about a minute. They show the
 * whole system on generated conversations and a few real ones, on data that is thrown away. `--only NAME` takes those whose
 * name holds it, `--only all` every page in every look; what is not published goes into the temporary folder.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SANDBOX_ADMIN_TOKEN } from '../../../src/platform/config/sandbox-credentials.js';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../support/browser.js';
import { eventually } from '../../support/eventually.js';
import { generateConversations } from './generated.js';
import { openConsole } from './operator-page.js';
import { startStage, type Stage } from './stage.js';

const image = (name: string) =>
  fileURLToPath(new URL(`../../../docs/images/console-${name}.png`, import.meta.url));

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  narrow: { colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
};

/** Of a picture: what is below it is more of the same. */
const TALLEST = 1_300;

const talk = async ({
  sandbox,
  db,
}: Stage): Promise<Readonly<Record<'invalid' | 'texted' | 'refused', number>>> => {
  const { drift, twilio } = sandbox;
  twilio.setOutcome('+12025550177', { refuse: 21408 });
  const start = (contact: Record<string, string>, body: string) =>
    drift.startConversation({ contact, body }).conversation.id;
  const ids = {
    texted: start({ name: 'Ana Silva', phone: '+1 202 555 0172' }, 'Do these boots run small?'),
    invalid: start({ name: 'Bo', phone: '0555 12' }, 'Is this still in stock?'),
    refused: start({ name: 'Cy', phone: '+12025550177' }, 'Do you deliver abroad?'),
  };
  const texts = () => twilio.texts.all().filter(({ source }) => source === 'api');
  await eventually('the text', () => texts().length > 0);
  twilio.text({ from: '+12025550172', body: 'Still here! I wear a 43.' });
  await eventually('the relay', () =>
    drift.messages(ids.texted).some(({ body }) => body?.includes('wear a 43')),
  );
  drift.say(ids.texted, { author: 'rep', body: 'They run true to size.' });
  await eventually('the second text', () => texts().length > 1);
  for (const id of [ids.invalid, ids.refused])
    await eventually('it ends', async () => {
      const { rows } = await db.query<{ state: string }>(
        'SELECT state FROM conversations WHERE conversation_id = $1',
        [id],
      );
      return rows[0]?.state === 'done';
    });
  // One that could not be placed, one that nobody can say of, for the lists that settle them.
  await db.query(
    `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, event, raw, occurred_at, outcome, outcome_detail, settled_at)
     VALUES (0, 'twilio', 'made', 'made', 'inbound', 'text_received', '{}', '{}', now(), 'held', 'a text to a number that is not ours', now())`,
  );
  await db.query(
    `INSERT INTO ledger (org_id, conversation_id, medium, purpose, cause, body, state, attempts, attempted_at)
    SELECT org_id, conversation_id, 'sms', 'relay', 'relay:1', 'made for the picture', 'parked', 3, now() FROM conversations WHERE conversation_id = $1`,
    [ids.refused],
  );
  return ids;
};

async function takeAll(browser: Browser, stage: Stage, only: string): Promise<void> {
  const ids = await talk(stage);
  const views: Readonly<Record<string, string>> = {
    today: '',
    conversations: '/conversations',
    conversation: `/conversations/${ids.texted}`,
    'no-text': `/conversations/${ids.invalid}`,
    refused: `/conversations/${ids.refused}`,
    held: '/held',
    parked: '/parked',
    sending: '/sending',
    audit: '/audit',
  };
  const published = [
    'today-light',
    'today-dark',
    'conversations-light',
    'no-text-light',
    'no-text-narrow',
    'conversation-dark',
  ];
  for (const [look, options] of Object.entries(looks)) {
    const page = await openConsole(browser, stage.consoleUrl, { ...options, token: SANDBOX_ADMIN_TOKEN });
    for (const [view, path] of Object.entries(views)) {
      const name = `${view}-${look}`;
      if (only === '' ? !published.includes(name) : only !== 'all' && !name.includes(only)) continue;
      await page.goto(`${stage.consoleUrl}${path}`);
      await take(
        page,
        name,
        only === '' || published.includes(name) ? image(name) : join(tmpdir(), `console-${name}.png`),
      );
    }
    await page.context().close();
  }
}

async function take(page: Page, name: string, path: string): Promise<void> {
  await page.evaluate('document.activeElement?.blur()');
  const size = page.viewportSize() ?? { width: 1280, height: 860 };
  const whole = Number(await page.evaluate('document.documentElement.scrollHeight'));
  const height = size.width < 600 ? size.height : Math.min(whole, TALLEST);
  await page.setViewportSize({ width: size.width, height });
  await page.screenshot({ path, animations: 'disabled' });
  await page.setViewportSize(size);
  process.stdout.write(`${name}: ${path}\n`);
}

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const folder = await mkdtemp(join(tmpdir(), 'textback-console-'));
await chmod(folder, 0o755); // PostgreSQL may run as another user
const browser = await launchBrowser();
try {
  const stage = await startStage(folder, (db) => generateConversations(db, 2_400, 13));
  try {
    await takeAll(browser, stage, values.only);
  } finally {
    await stage.close();
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
