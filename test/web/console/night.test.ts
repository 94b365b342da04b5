import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { lazyHistories } from '../../../src/web/console/lazy-histories.js';
import { startGateway, type Gateway } from '../../../src/web/gateway/gateway.js';
import { launchBrowser } from '../../support/browser.js';
import { eventually } from '../../support/eventually.js';
import { temporalAddress, TEST_NAMESPACE } from '../../support/temporal.js';
import { ended, startTextback, type Textback } from '../../support/textback.js';
import { confirm, openConsole, search } from './operator-page.js';

// At night one person answers "why did this visitor get no text?", mends it without a deploy, and sees the text go out.

const ADMIN_TOKEN = 'night-token';

let browser: Browser;
let textback: Textback;
let gateway: Gateway;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  browser = await launchBrowser();
  textback = await startTextback({ environment: { ADMIN_TOKEN, LATE_PHONE_WINDOW: '3s' } });
  const server = { address: temporalAddress(), namespace: TEST_NAMESPACE };
  gateway = await startGateway(textback.config, textback.databaseUrl, undefined, {
    histories: lazyHistories(textback.config.temporal, server),
    temporalUi: { url: 'http://temporal.example:8233', namespace: TEST_NAMESPACE },
  });
}, 600_000);
afterAll(async () => {
  await browser.close();
  await gateway.close();
  await textback.close();
});

beforeEach(async () => {
  complaints = [];
  page = await openConsole(browser, `${gateway.url}/console`, { token: ADMIN_TOKEN, complaints });
});
afterEach(async () => {
  await page.context().close();
  expect(complaints).toEqual([]);
});

const headline = (words: string | RegExp) => page.getByRole('heading', { level: 1, name: words }).waitFor();
const startChat = (phone: string): { id: number; contactId: number } =>
  textback.sandbox.drift.startConversation({ contact: { name: 'Ana', phone }, body: 'Hello?' }).conversation;
const go = (name: string) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
const textsTo = (phone: string) => textback.texts().filter(({ to }) => to === phone);
/** Reloads until the page says it: what was asked for happens in the background. */
const shows = (words: RegExp) =>
  eventually(`the page shows ${words.source}`, async () => {
    await page.reload();
    return words.test(await page.locator('main').innerText());
  });

describe('the night scenario', () => {
  test('an invalid number: the reason is read, the contact is put right, the conversation is reprocessed, the text goes out', async () => {
    const { drift } = textback.sandbox;
    const { id, contactId } = startChat('0555 12');
    await ended(textback, id);

    await search(page, String(id));
    await headline('No text, because the phone number is not valid.');
    await page
      .getByText('Correct the number on the contact in Drift, then reprocess the conversation.')
      .waitFor();
    await page
      .locator('#timeline')
      .getByText('Decided: wait for a phone number that can be texted')
      .waitFor();
    expect(textsTo('+12025550161')).toEqual([]);

    drift.updateContact(contactId, { phone: '+1 202 555 0161' });
    await confirm(page, 'Reprocess conversation…', 'Reprocess conversation');
    await page
      .locator('.said', { hasText: 'Textback is fetching the conversation from Drift again' })
      .waitFor();
    await eventually('the text', () => textsTo('+12025550161').length === 1);
    await shows(/The visitor got the text on|Twilio has the text/);
    await shows(/Follow-up, text[\s\S]*delivered/);
    await page.locator('#timeline').getByText('Nadia (on call): reprocess the conversation').waitFor();

    await go('Audit');
    await page
      .getByRole('row', { name: /Nadia \(on call\).*reprocess the conversation/ })
      .first()
      .waitFor();
    expect(textsTo('+12025550161')).toHaveLength(1);
  });

  test('Twilio refused: the code is explained, its cause is mended, the conversation is reprocessed, the text goes out', async () => {
    const { twilio } = textback.sandbox;
    const phone = '+12025550162';
    twilio.setOutcome(phone, { refuse: 21408 });
    const { id } = startChat(phone);
    await ended(textback, id);

    await search(page, '(202) 555-0162');
    expect(page.url()).toMatch(/\?phone=[0-9a-f]{64}$/);
    await page.getByRole('link', { name: String(id) }).click();
    await headline(
      'No text, because Twilio refused it: texts to this country are not enabled in the Twilio account (21408).',
    );
    await page.getByText('Fix the account or the configuration').waitFor();

    twilio.setOutcome(phone, null);
    await confirm(page, 'Reprocess conversation…', 'Reprocess conversation');
    await eventually('the text', () => textsTo(phone).length === 1);
    await shows(/The visitor got the text on|Twilio has the text/);
  });

  test('sending paused by one person is seen on every page, and resumed from any of them', async () => {
    await go('Sending');
    await page.locator('summary', { hasText: 'Pause everywhere…' }).click();
    await page.getByLabel('Why').first().fill('Twilio bills us twice');
    await page.getByRole('button', { name: 'Pause sending' }).first().click();
    await page
      .locator('.said', { hasText: 'Sending is paused: no text goes out until it is resumed.' })
      .waitFor();
    const phone = '+12025550163';
    const { id } = startChat(phone);
    await eventually('it is due', async () => (await textback.conversation(id)) !== null);
    for (const name of ['Today', 'Conversations', 'Held', 'Parked', 'Audit']) {
      await go(name);
      await page
        .getByRole('region', { name: 'Sending is paused' })
        .getByText('Twilio bills us twice')
        .waitFor();
    }
    await page.goto(`${gateway.url}/console/conversations/${id}`);
    await shows(/No text yet, because sending is paused/);
    expect(textsTo(phone)).toEqual([]);
    await confirm(page, 'Resume…', 'Resume sending');
    await eventually('the text', () => textsTo(phone).length === 1);
  });

  test('the slider goes through what it knew, by keyboard, and the timeline fades what came later', async () => {
    const { id } = startChat('+12025550164');
    await eventually('the text', () => textsTo('+12025550164').length === 1);
    await page.goto(`${gateway.url}/console/conversations/${id}`);
    await shows(/bridging/);
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    await page.locator('.instant:visible').getByText('wait for a person to answer').waitFor();
    const faded = page.locator('.entry.later');
    expect(await faded.count()).toBeGreaterThan(2);
    await page.keyboard.press('End');
    expect(await faded.count()).toBe(0);
    await page.getByRole('button', { name: 'Earlier' }).click();
    expect(await faded.count()).toBeGreaterThan(0);
    const link = page.getByRole('link', { name: 'Temporal Web UI' });
    expect(await link.getAttribute('href')).toContain(`/namespaces/${TEST_NAMESPACE}/workflows/`);
    expect(await page.getByRole('link', { name: 'Open in Drift' }).getAttribute('href')).toBe(
      `https://app.drift.com/conversations/${id}`,
    );
  });

  test('the list follows what happens while somebody looks, and keeps the focus where it is', async () => {
    await go('Conversations');
    const first = startChat('0555 13');
    await page.getByRole('link', { name: String(first.id) }).waitFor();
    await page.getByRole('link', { name: String(first.id) }).focus();
    const second = startChat('0555 14');
    await page.getByRole('link', { name: String(second.id) }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe(String(first.id));
  });

  test('a history is exported as npm run replay reads it', async () => {
    const { id } = startChat('0555 15');
    await ended(textback, id);
    await page.goto(`${gateway.url}/console/conversations/${id}`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export history' }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const history = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { events: { eventType: string }[] };
    expect(history.events[0]?.eventType).toBe('EVENT_TYPE_WORKFLOW_EXECUTION_STARTED');
  });
});

test('without Temporal the page still shows our records, and says so', async () => {
  const server = { address: '127.0.0.1:1', namespace: TEST_NAMESPACE };
  const alone = await startGateway(textback.config, textback.databaseUrl, undefined, {
    histories: lazyHistories(textback.config.temporal, server),
    temporalUi: null,
  });
  try {
    const { id } = startChat('0555 16');
    await ended(textback, id);
    const other = await openConsole(browser, `${alone.url}/console`, { token: ADMIN_TOKEN, complaints });
    await other.goto(`${alone.url}/console/conversations/${id}`);
    await other.getByText('Temporal does not answer').waitFor();
    await other.getByRole('heading', { name: 'No text, because the phone number is not valid.' }).waitFor();
    await other.locator('#timeline').getByText('The chat was opened').waitFor();
    await other.context().close();
  } finally {
    await alone.close();
  }
});
