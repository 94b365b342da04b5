import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { startReceiver } from './receiver.js';
import type { Receiver } from './receiver.js';
import { launchBrowser } from '../support/browser.js';
import { startSandbox } from '../../sandbox/sandbox.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { reasons } from '../../src/contracts/reasons.js';

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };

let browser: Browser;
let sandbox: Sandbox;
let page: Page;
/** Errors, warnings and policy violations: all of them land in the console. */
let complaints: string[];
/** What the browser has to complain about in this test. */
let expected: RegExp[];

beforeAll(async () => {
  browser = await launchBrowser();
}, 600_000);
afterAll(() => browser.close());

beforeEach(async () => {
  sandbox = await startSandbox({ twilio: { callbacks: { statusDelayMs: 5 } } });
  complaints = [];
  expected = [];
  page = await openPage();
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await sandbox.close();
  expect(complaints.filter((one) => !expected.some((pattern) => pattern.test(one)))).toEqual([]);
});

async function openPage(viewport = WIDE, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({ viewport, colorScheme });
  const opened = await context.newPage();
  opened.setDefaultTimeout(15_000);
  opened.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  opened.on('pageerror', (error) => complaints.push(error.message));
  await opened.goto(sandbox.pageUrl);
  await opened.locator('#start-chat').waitFor();
  return opened;
}

const inbox = () => page.locator('#inbox');
const website = () => page.locator('#website');
const phone = () => page.locator('#phone');
const message = (pane: Locator, text: string) => pane.locator('.message', { hasText: text });
const announced = (text: string) =>
  page.locator('#announcer', { hasText: text }).waitFor({ state: 'attached' });

async function startChat(preset = 'Mobile'): Promise<void> {
  await page.getByRole('radio', { name: preset }).check({ force: true });
  await page.getByRole('button', { name: 'Start the chat' }).click();
  await message(inbox(), 'Ridge boots').waitFor();
}

describe('the three panes', () => {
  test("a visitor's chat appears in the rep's inbox, and the rep's answer in the chat", async () => {
    await startChat();
    await website().getByLabel('Write as the visitor').fill('Size 43, usually.');
    await page.keyboard.press('Enter');
    await message(inbox(), 'Size 43, usually.').waitFor();
    await inbox().getByRole('button', { name: 'Answer' }).click();
    await message(website(), 'looking into it').waitFor();
    await announced('Chat from Riley Park');
  });

  test('a private note is marked as one in the inbox and stands in neither other pane', async () => {
    await startChat();
    await inbox().getByRole('radio', { name: 'Private note' }).check({ force: true });
    await inbox().getByLabel('Note for the team: never texted').fill('Give her the voucher.');
    await page.keyboard.press('Enter');
    const note = message(inbox(), 'Give her the voucher.');
    await note.waitFor();
    expect(await note.innerText()).toMatch(/Private: never texted/i);
    expect(await note.getAttribute('data-kind')).toBe('note');
    // A later chat message has arrived everywhere: by then the note would have, too.
    await inbox().getByRole('radio', { name: 'Reply' }).check({ force: true });
    await inbox().getByLabel('Reply as the rep').fill('Hello!');
    await page.keyboard.press('Enter');
    await message(website(), 'Hello!').waitFor();
    expect(await website().innerText()).not.toContain('voucher');
    expect(await phone().innerText()).not.toContain('voucher');
  });

  test('a text goes out from the phone, and STOP and START reach Twilio', async () => {
    await startChat();
    await phone().getByLabel('Text from this phone').fill('Are you there?');
    await page.keyboard.press('Enter');
    await message(phone(), 'Are you there?').waitFor();
    await phone().getByRole('button', { name: 'STOP', exact: true }).click();
    await message(phone(), 'unsubscribed').waitFor();
    await phone().getByText('opted out').waitFor();
    expect(sandbox.twilio.state()['optOuts']).toMatchObject([{ visitor: '+14155552671' }]);
    await phone().getByRole('button', { name: 'START', exact: true }).click();
    await message(phone(), 're-subscribed').waitFor();
    expect(sandbox.twilio.state()['optOuts']).toEqual([]);
  });

  test("a text to the phone shows Twilio's word about it, and one that failed is not on the phone", async () => {
    await startChat();
    await sendText('It arrives');
    await message(phone(), 'It arrives').filter({ hasText: 'delivered' }).waitFor();
    sandbox.twilio.setOutcome('next', { status: 'undelivered', errorCode: 30006 });
    await sendText('It does not');
    const lost = message(phone(), 'It does not').filter({ hasText: 'not delivered (30006)' });
    await lost.waitFor();
    expect(await lost.getAttribute('data-lost')).toBe('');
  });

  test('a visitor without a number can leave one later; one who opted out texted STOP first', async () => {
    await startChat('No phone');
    await phone().getByText('left no number').waitFor();
    await website().getByRole('button', { name: 'Leave this number' }).click();
    await phone().getByText('No texts on +1 415 555 2671 yet').waitFor();
    await page.getByRole('button', { name: 'New visitor' }).click();
    await page.getByRole('radio', { name: 'Opted out' }).check({ force: true });
    await page.getByRole('button', { name: 'Start the chat' }).click();
    await phone().getByText('opted out').waitFor();
  });

  test('what is half written stays with its conversation', async () => {
    await startChat();
    await inbox().getByLabel('Reply as the rep').fill('For Ana only');
    await page.getByRole('button', { name: 'New visitor' }).click();
    await page.getByRole('button', { name: 'Start the chat' }).click();
    await inbox().getByText('Ben Okafor').first().waitFor();
    expect(await inbox().getByLabel('Reply as the rep').inputValue()).toBe('');
    await page.getByRole('button', { name: 'Ana Silva' }).click();
    await inbox().getByText('ana.silva@example.com').waitFor();
    expect(await inbox().getByLabel('Reply as the rep').inputValue()).toBe('For Ana only');
  });

  test('a message that the sandbox refuses stays in its box, and the page says why', async () => {
    await startChat();
    expected = [/status of 400/];
    const path = '**/drift/conversations/*/messages';
    await page.route(path, (route) =>
      route.fulfill({ status: 400, json: { error: 'no such conversation' } }),
    );
    const box = website().getByLabel('Write as the visitor');
    await box.fill('Kept');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'no such conversation' }).waitFor();
    expect(await box.inputValue()).toBe('Kept');
    await page.unroute(path);
    await page.keyboard.press('Enter');
    await message(inbox(), 'Kept').waitFor();
  });

  test('HTML in a body shows as text and a few harmless tags, and runs nothing', async () => {
    // Chromium reports the handlers and styles that the parser meets in its inert document as refused by the policy.
    expected = [/inline (event handler|style) violates/];
    await startChat();
    const [conversation] = sandbox.drift.store.conversations(sandbox.drift.orgs.first.orgId);
    sandbox.drift.say(conversation?.id ?? 0, {
      author: 'rep',
      rawBody: true,
      body:
        '<p onclick="x()">Bold <b style="color:red">is fine</b></p><script>document.title="ran"</script>' +
        '<img src="http://127.0.0.1:1/x.png" onerror="document.title=1"><iframe src="/"></iframe>' +
        '<a href="javascript:document.title=2">bad</a> <a href="https://example.com/a" onclick="x()">good</a>' +
        '<svg><a href="https://example.com/b">svg</a></svg><style>body{display:none}</style><form><input></form>',
    });
    const bubble = message(inbox(), 'Bold is fine').locator('.bubble');
    await bubble.waitFor();
    expect(await bubble.innerHTML()).toBe(
      '<p>Bold <b>is fine</b></p>bad ' +
        '<a href="https://example.com/a" target="_blank" rel="noopener noreferrer nofollow">good</a>',
    );
    expect(await page.title()).toBe('Textback sandbox');
  });

  test('without Textback the page says so and lists what happened', async () => {
    await page.getByText('No Textback connected').waitFor();
    await page.getByText(sandbox.driftUrl).waitFor();
    await startChat();
    await page.locator('#log .entry', { hasText: 'A visitor opens a chat' }).waitFor();
  });
});

describe('Make it hard', () => {
  test('each switch turns its fault on and off again and leaves the faults of others alone', async () => {
    sandbox.drift.addFault({ id: 'mine', route: '/users', kind: '500' });
    await page.getByRole('button', { name: 'Make it hard' }).click();
    const switches = await page.getByRole('switch').all();
    expect(switches).toHaveLength(8);
    for (const one of switches) await one.check();
    await page.locator('#faults-count', { hasText: '8' }).waitFor();
    expect(sandbox.drift.faults.list().map((rule) => rule.kind)).toEqual(
      expect.arrayContaining(['429', '502-html', 'unauthorized', 'latency']),
    );
    expect(sandbox.twilio.faults.list().map((rule) => rule.kind)).toEqual(
      expect.arrayContaining(['reset-after', 'latency']),
    );
    expect(sandbox.drift.switches).toMatchObject({ duplicates: 2, reorderWindowMs: 2000 });
    expect(sandbox.twilio.switches).toMatchObject({ duplicates: 2, reorderWindowMs: 2000 });
    expect(sandbox.twilio.state()['outcomes']).toMatchObject({ next: { status: 'undelivered' } });
    for (const one of switches) await one.uncheck();
    await page.locator('#faults-count').waitFor({ state: 'hidden' });
    expect(sandbox.drift.faults.list().map((rule) => rule.id)).toEqual(['mine']);
    expect(sandbox.twilio.faults.list()).toEqual([]);
    expect(sandbox.drift.switches).toMatchObject({ duplicates: 0, reorderWindowMs: 0 });
    expect(sandbox.twilio.state()['outcomes']).toEqual({ next: null });
  });

  test('a lost reply stands out in the log', async () => {
    sandbox.twilio.addFault({ route: '*', kind: 'reset-after' });
    await startChat();
    await expect(sendText('Out it goes')).rejects.toThrow();
    const entry = page.locator('#log .entry[data-tone="fault"]', { hasText: 'the reply is lost' });
    await entry.first().waitFor();
  });
});

describe('with Textback', () => {
  let textback: Receiver;
  let view: Record<string, unknown> | null;

  beforeEach(async () => {
    view = null;
    textback = await startReceiver();
    textback.answer((received, response) => {
      const known = received.path.startsWith('/admin/') ? view : {};
      response.writeHead(known === null ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(known ?? {}));
    });
    sandbox.setTextback({
      url: textback.url,
      adminToken: 'token',
      temporalUiUrl: 'http://127.0.0.1:8233',
      namespace: 'default',
      followUpDelayMs: 15_000,
    });
    await page.reload();
    await page.getByText('Textback is ready').waitFor();
  });
  afterEach(() => textback.close());

  const strip = (text: string | RegExp) => page.locator('#countdown', { hasText: text }).waitFor();
  const now = (ms = 0) => new Date(Date.now() + ms).toISOString();
  const basis = { workflowId: '7007:new_message/1', reason: null, phoneStatus: 'usable', texts: [] };

  test('it says how long is left, that production waits longer, and where the workflow is', async () => {
    await strip('The wait here is 15 seconds; in production it is five minutes.');
    view = { ...basis, state: 'waiting', openedAt: now(-5_000), dueAt: now(10_000) };
    await startChat();
    await strip(/Ana Silva has waited \d+ s\. Textback sends a text in \d+ s unless a person answers\./);
    const link = page.getByRole('link', { name: 'Workflow' });
    expect(await link.getAttribute('href')).toBe(
      'http://127.0.0.1:8233/namespaces/default/workflows/7007%3Anew_message%2F1',
    );
    const left = Number(await page.locator('#countdown progress').getAttribute('value'));
    expect(left).toBeGreaterThanOrEqual(0);
    view = { ...basis, state: 'bridging', openedAt: now(-20_000), dueAt: now(-5_000) };
    await strip('are now one thread');
    await announced('are now one thread');
  });

  test("Textback's word goes first: who opted out, until when quiet hours hold a text, which message is not on the phone", async () => {
    view = { ...basis, state: 'bridging', openedAt: now(-20_000), dueAt: now(-5_000), optedOut: false };
    await startChat();
    await strip('are now one thread');
    // In words that are no keyword, so that Twilio knows nothing of it.
    view = { ...view, optedOut: true };
    await strip('opted out: no more texts go to this phone');
    await announced('opted out: no more texts go');
    await inbox().getByLabel('Reply as the rep').fill('Not for you');
    await page.keyboard.press('Enter');
    await message(inbox(), 'Not for you').waitFor();
    const [conversation] = sandbox.drift.store.conversations(sandbox.drift.orgs.first.orgId);
    const messageId = String(sandbox.drift.messages(conversation?.id ?? 0).at(-1)?.id);
    const text = { id: '1', purpose: 'relay', sid: null, messageId, at: now() };
    view = { ...view, texts: [{ ...text, state: 'refused', errorCode: 'opted_out' }] };
    await message(inbox(), 'Not for you')
      .filter({ hasText: 'Not texted: the visitor has opted out' })
      .waitFor();
    view = { ...view, texts: [{ ...text, state: 'undelivered', errorCode: '30005' }] };
    await message(inbox(), 'Not for you').filter({ hasText: 'the number is not in service' }).waitFor();
    view = { ...basis, state: 'waiting', openedAt: now(-5_000), dueAt: now(-1), quietUntil: now(7_230_000) };
    await strip(/text waits until \d\d:\d\d there/);
    await strip('It goes out in 2 h 0 min');
  });

  test('every reason for no text has plain words', async () => {
    await startChat();
    for (const reason of Object.keys(reasons)) {
      const words = await page.evaluate<string>(
        `import('/words.js').then((words) => words.reasonWords('${reason}', 'Ana'))`,
      );
      expect(words).toMatch(/^No (second )?text: .{10,}\.$/);
      expect(words).not.toContain(reason.replaceAll('_', ' ') + '.');
    }
    view = { ...basis, state: 'done', reason: 'answered', openedAt: now(-9_000), dueAt: now(6_000) };
    await strip('No text: a rep answered in time.');
  });
});

async function sendText(body: string): Promise<void> {
  const { accountSid, authToken, numbers } = sandbox.twilio.account;
  const form = new URLSearchParams({ To: '+14155552671', From: numbers[0] ?? '', Body: body });
  const answer = await fetch(`${sandbox.twilioUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
    body: form,
  });
  expect(answer.status).toBe(201);
}

describe('for everybody', () => {
  test('the first minute works by keyboard alone, with every stop named and visible', async () => {
    const focused = () =>
      page.evaluate<{ id: string; name: string; outline: number }>(`(() => {
        const node = document.activeElement;
        const shown = node.matches('[type=radio]') ? node.nextElementSibling : node;
        const label = node.getAttribute('aria-label') || node.labels?.[0]?.textContent || node.textContent;
        const by = document.getElementById(node.getAttribute('aria-labelledby') ?? '')?.textContent;
        return { id: node.id, name: (by || label || '').trim(), outline: parseFloat(getComputedStyle(shown).outlineWidth) };
      })()`);
    const tabTo = async (id: string) => {
      for (let stops = 0; stops < 40; stops += 1) {
        await page.keyboard.press('Tab');
        const at = await focused();
        if (at.id === '' && at.name === '') continue;
        expect(at.name).not.toBe('');
        expect(at.outline).toBeGreaterThanOrEqual(2);
        if (at.id === id) return;
      }
      throw new Error(`Tab never reached ${id}`);
    };
    await tabTo('start-chat');
    await page.keyboard.press('Enter');
    await message(inbox(), 'Ridge boots').waitFor();
    await page.locator('#visitor-message:focus').waitFor();
    await page.keyboard.type('One more thing');
    await page.keyboard.press('Enter');
    await message(inbox(), 'One more thing').waitFor();
    await tabTo('rep-message');
    await page.keyboard.type('Line one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('line two');
    await page.keyboard.press('Enter');
    await message(website(), 'Line one').filter({ hasText: 'line two' }).waitFor();
    await tabTo('phone-message');
    await page.keyboard.type('By text now');
    await page.keyboard.press('Enter');
    await message(phone(), 'By text now').waitFor();
    await page.locator('#faults-toggle').focus();
    await page.keyboard.press('Enter');
    await page.locator('#fault-lost-reply:focus').waitFor();
    await page.keyboard.press('Space');
    await page.locator('#faults-count', { hasText: '1' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#faults-toggle:focus').waitFor();
  });

  test('controls have names, ids are unique, regions are labelled, new messages are announced', async () => {
    await startChat();
    const faults = await page.evaluate<string[]>(`(() => {
      const found = [];
      const named = (node) => (node.getAttribute('aria-label') || node.labels?.[0]?.textContent || node.textContent || '').trim();
      for (const node of document.querySelectorAll('button, a[href], input, textarea, select'))
        if (node.checkVisibility() && !named(node)) found.push('no name: ' + node.outerHTML.slice(0, 80));
      for (const node of document.querySelectorAll('section, aside, nav, [role=group], [role=log], progress'))
        if (!node.getAttribute('aria-label') && !node.getAttribute('aria-labelledby')) found.push('no label: ' + node.id);
      for (const node of document.querySelectorAll('img')) if (!node.hasAttribute('alt')) found.push('no alt');
      const ids = [...document.querySelectorAll('[id]')].map((node) => node.id);
      for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push('twice: ' + id);
      for (const node of document.querySelectorAll('[aria-controls], [aria-describedby], [aria-labelledby]'))
        for (const key of ['aria-controls', 'aria-describedby', 'aria-labelledby'])
          if (node.hasAttribute(key) && !document.getElementById(node.getAttribute(key))) found.push('dangling: ' + key);
      if (document.querySelectorAll('h1').length !== 1 || document.querySelectorAll('main').length !== 1) found.push('landmarks');
      if (!document.documentElement.lang) found.push('lang');
      return found;
    })()`);
    expect(faults).toEqual([]);
    await message(website(), 'Ridge boots').waitFor();
    await website().getByLabel('Write as the visitor').fill('Announce me');
    await page.keyboard.press('Enter');
    await announced('Chat from Ana Silva: Announce me');
  });

  test.each(['light', 'dark'] as const)(
    'text holds a contrast of 4.5 to 1 in the %s scheme',
    async (scheme) => {
      await page.context().close();
      page = await openPage(WIDE, scheme);
      await startChat();
      await sendText('Contrast');
      await page.getByRole('button', { name: 'Make it hard' }).click();
      await inbox().getByRole('radio', { name: 'Private note' }).check({ force: true });
      await inbox().getByLabel('Note for the team: never texted').fill('Contrast note');
      await page.keyboard.press('Enter');
      await message(inbox(), 'Contrast note').waitFor();
      await message(phone(), 'Contrast').filter({ hasText: 'delivered' }).waitFor();
      await phone().getByRole('button', { name: 'Out of reach' }).click();
      await phone().getByText('No service').waitFor();
      await sendText('Lost contrast');
      await message(phone(), 'Lost contrast').filter({ hasText: 'out of reach' }).waitFor();
      expect(await page.evaluate<string[]>(LOW_CONTRAST)).toEqual([]);
    },
  );

  test('a narrow window shows one pane at a time and never scrolls sideways', async () => {
    await page.context().close();
    page = await openPage(NARROW);
    await page.getByRole('button', { name: 'Start the chat' }).click();
    await message(website(), 'Ridge boots').waitFor();
    for (const [name, pane] of [
      ['Inbox', inbox()],
      ['Phone', phone()],
      ['Website', website()],
    ] as const) {
      const button = page.locator('#switcher').getByRole('button', { name });
      await button.click();
      await pane.waitFor();
      expect(await button.getAttribute('aria-pressed')).toBe('true');
      expect(await page.locator('.pane:visible').count()).toBe(1);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(NARROW.width);
    }
  });
});

/** Visible text whose colour is too near to what is painted behind it; gradients and disabled controls are left out. */
const LOW_CONTRAST = `(() => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => top.slice(0, 3).map((value, i) => value * top[3] + under[i] * (1 - top[3]));
  const behind = (node) => {
    if (node === null) return rgba(getComputedStyle(document.body).backgroundColor).slice(0, 3);
    const style = getComputedStyle(node);
    if (style.backgroundImage !== 'none') return null;
    const own = rgba(style.backgroundColor);
    if (own[3] === 1) return own.slice(0, 3);
    const under = behind(node.parentElement);
    return under && over(own, under);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  for (const node of document.querySelectorAll('body *')) {
    const text = [...node.childNodes].filter((child) => child.nodeType === 3).map((child) => child.textContent.trim()).join('');
    if (text === '' || !node.checkVisibility() || node.closest(':disabled, .sr-only, .skip, noscript')) continue;
    const ground = behind(node);
    if (ground === null) continue;
    const [one, other] = [light(over(rgba(getComputedStyle(node).color), ground)), light(ground)].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < 4.5) found.push(ratio.toFixed(2) + ' ' + node.className + ': ' + text.slice(0, 40));
  }
  return found;
})()`;
