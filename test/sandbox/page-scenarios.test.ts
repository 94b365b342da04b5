import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';

// What somebody who tries the product sees of opt-outs, quiet hours, lost texts and second chats, on the whole system.

let browser: Browser;
let textback: Textback;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  browser = await launchBrowser();
  textback = await startTextback({ environment: { QUIET_HOURS: '21:00-08:00' } });
  const { adminToken, behaviour } = textback.config;
  textback.sandbox.setTextback({
    url: textback.gateway.url,
    adminToken: adminToken ?? '',
    followUpDelayMs: behaviour.followUpDelayMs,
    quietHours: behaviour.quietHours,
  });
}, 600_000);
afterAll(async () => {
  await browser.close();
  await textback.close();
});

beforeEach(async () => {
  complaints = [];
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(textback.sandbox.pageUrl);
  await page.getByText('Textback is ready').waitFor();
});
afterEach(async () => {
  await page.context().close();
  expect(complaints).toEqual([]);
});

const strip = (text: string | RegExp) => page.locator('#countdown', { hasText: text }).waitFor();
const chip = (text: string | RegExp) => page.locator('.visitor-chip', { hasText: text });
const onPhone = (text: string): Locator =>
  page.locator('#phone .message:not([data-lost])', { hasText: text });
const note = (text: string | RegExp) =>
  page
    .locator('#inbox .message[data-kind="note"]', { hasText: text })
    .filter({ hasText: /private: never texted/i });
const press = (name: string) => page.locator('#phone').getByRole('button', { name, exact: true }).click();
const threads = () => page.locator('#phone .threads button');

async function startChat(preset: string): Promise<void> {
  const start = page.locator('#start-chat');
  if (!(await start.isVisible())) await page.getByRole('button', { name: 'New visitor' }).click();
  await page.getByRole('radio', { name: preset }).check({ force: true });
  await start.click();
  await start.waitFor({ state: 'hidden' });
}

async function texted(): Promise<void> {
  await onPhone('Reply STOP to opt out.').filter({ hasText: 'delivered' }).waitFor();
  await note('Textback texted the visitor').waitFor();
}

async function repWrites(body: string): Promise<void> {
  await page.locator('#rep-message').fill(body);
  await page.locator('#rep-message').press('Enter');
}

describe('opt-out', () => {
  test('after STOP the page says so, the next message goes nowhere and a note says why; START opens it again', async () => {
    await startChat('Mobile');
    await texted();
    await press('STOP');
    await strip(/opted out: no more texts go to this phone/);
    await chip('opted out').waitFor();
    await note('replied STOP').waitFor();
    await repWrites('Are you still there?');
    await note(/opted out of texts/).waitFor();
    expect(await onPhone('Are you still there?').count()).toBe(0);
    await press('START');
    await note('texted START').waitFor();
    await strip('are now one thread');
    await repWrites('Welcome back!');
    await onPhone('Welcome back!').filter({ hasText: 'delivered' }).waitFor();
  });

  test('other words than STOP count as well: the rep is told, and nothing more goes to the phone', async () => {
    await startChat('Mobile');
    await texted();
    await press('Please stop texting me');
    await note('want no more texts').waitFor();
    await strip(/opted out: no more texts/);
    await repWrites('Sorry to hear that.');
    await note(/opted out of texts/).waitFor();
    expect(await onPhone('Sorry to hear that.').count()).toBe(0);
  });
});

describe('quiet hours', () => {
  test('a visitor for whom it is night is not texted, and the page says until when and why', async () => {
    await startChat('At night');
    await strip(/It is (23|0\d):\d\d in [A-Z][\w ]+: .+’s text waits until 08:00 there\./);
    await strip(/Quiet hours: no first texts from 21:00 to 08:00\. It goes out in \d h \d+ min/);
    await chip('until 08:00').waitFor();
    // The time to text has come and gone, and Textback has asked Drift once more.
    const { ledger } = textback.sandbox.drift;
    const id = String(ledger.effects('conversation').at(-1)?.data['conversationId']);
    const asked = () =>
      ledger.requests().some((call) => call.method === 'GET' && call.path.endsWith(`/${id}/messages`));
    await eventually('Textback asks whether a person has answered', () => asked());
    const sentence = page.locator('#countdown .countdown-sentence');
    expect(await sentence.innerText()).toContain('waits until 08:00');
    expect(await page.locator('#phone .message').count()).toBe(0);
    expect(await page.locator('#phone .lock-clock time').innerText()).toMatch(/^(23|0\d):/);
  });

  test('for every other visitor it is about midday, whatever the hour here', async () => {
    await startChat('Mobile');
    const time = await page.locator('#phone .status-bar span').innerText();
    expect(Number(time.split(':')[0])).toBeGreaterThanOrEqual(10);
    expect(Number(time.split(':')[0])).toBeLessThanOrEqual(14);
    await texted();
  });
});

describe('a failed delivery', () => {
  test('a phone out of reach shows nothing, the page says why, and so does a note; back in reach it is texted', async () => {
    await startChat('Out of reach');
    await strip(/did not reach .+: the phone is off or out of reach\./);
    await note('the phone is off or out of reach').waitFor();
    await chip('not delivered').waitFor();
    expect(await page.locator('#phone .message:visible').count()).toBe(0);
    await page.locator('#phone').getByText('One text did not arrive').waitFor();
    expect(await page.locator('#phone-message').isDisabled()).toBe(true);
    await press('Out of reach');
    await page.locator('#phone-message:enabled').waitFor();
    await repWrites('Does this arrive?');
    await onPhone('Does this arrive?').filter({ hasText: 'delivered' }).waitFor();
    await strip('are now one thread');
    const lost = page.locator('#phone .message[data-lost]');
    expect(await lost.innerText()).toContain('not delivered (30003): the phone is off or out of reach');
  });
});

describe('two conversations of one phone', () => {
  test('each has its own number and thread, and what the phone answers lands in the right one', async () => {
    await startChat('Mobile');
    await texted();
    await repWrites('About the first chat');
    await onPhone('About the first chat').waitFor();
    await startChat('Second chat');
    await strip('alone, so texts');
    await texted();
    expect(await threads().count()).toBe(2);
    expect(await onPhone('About the first chat').count()).toBe(0);
    await page.locator('#phone-message').fill('To the second');
    await page.keyboard.press('Enter');
    await page.locator('#inbox .message', { hasText: 'To the second' }).waitFor();

    await threads().first().click(); // the panes follow to the chat of that thread
    await onPhone('About the first chat').waitFor();
    await page.locator('#website').getByText('in chat 1').waitFor();
    expect(await page.locator('#inbox .message', { hasText: 'To the second' }).count()).toBe(0);
    await page.locator('#phone-message').fill('To the first');
    await page.keyboard.press('Enter');
    await page.locator('#inbox .message', { hasText: 'To the first' }).waitFor();
  });

  test('a third takes over the number of the first: the page says so, and a note in both', async () => {
    await startChat('Mobile');
    await texted();
    const first = await chip(/./).first().innerText();
    await startChat('Second chat');
    await strip('alone, so texts');
    await startChat('Second chat');
    await chip('taken over').waitFor();
    await note('this chat has taken over').waitFor();
    expect(await threads().count()).toBe(2);
    expect(await chip('taken over').innerText()).toContain(first.split('\n')[1] ?? first);
    await chip('taken over').click();
    await strip(/newer chat has taken over \+1 202 555 012\d/);
    await note('has taken over the number we texted them from').waitFor();
    expect(await onPhone('Reply STOP to opt out.').count()).toBe(2);
  });
});
