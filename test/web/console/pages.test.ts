import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../support/browser.js';
import { FIRST_CONVERSATION, generateConversations } from './generated.js';
import { openConsole } from './operator-page.js';
import { ADMIN_TOKEN, startConsole, type ConsoleUnderTest } from './support.js';

let browser: Browser;
let console_: ConsoleUnderTest;
const paths = [
  '',
  '/conversations',
  `/conversations/${FIRST_CONVERSATION}`,
  '/held',
  '/parked',
  '/sending',
  '/audit',
];

beforeAll(async () => {
  browser = await launchBrowser();
  console_ = await startConsole();
  await generateConversations(console_.pool, 600, 13);
  await console_.pool.query(
    `UPDATE inbox SET outcome = 'held', outcome_detail = 'a text to a number that is not ours' WHERE id = 1`,
  );
  await console_.pool.query(
    `UPDATE ledger SET state = 'parked' WHERE id = (SELECT id FROM ledger ORDER BY created_at DESC LIMIT 1)`,
  );
}, 600_000);
afterAll(async () => {
  await browser.close();
  await console_.close();
});

const open = (options: Partial<Parameters<typeof openConsole>[2]> = {}) =>
  openConsole(browser, `${console_.url}/console`, { token: ADMIN_TOKEN, ...options });

describe('every page', () => {
  test.each([360, 390, 768, 1440])('fits a window %d wide', async (width) => {
    const complaints: string[] = [];
    const page = await open({ viewport: { width, height: 800 }, complaints });
    for (const path of paths) {
      await page.goto(`${console_.url}/console${path}`);
      const wider = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect({ path, wider }).toEqual({ path, wider: 0 });
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test.each(['light', 'dark'] as const)('has legible text in the %s scheme', async (colorScheme) => {
    const page = await open({ colorScheme });
    for (const path of paths) {
      await page.goto(`${console_.url}/console${path}`);
      expect({ path, faint: await faintText(page) }).toEqual({ path, faint: [] });
    }
    await page.context().close();
  });

  test('has one main heading, named landmarks, labelled fields and tables with scopes', async () => {
    const page = await open();
    for (const path of paths) {
      await page.goto(`${console_.url}/console${path}`);
      expect(await page.locator('h1').count()).toBe(1);
      expect(await page.getByRole('main').count()).toBe(1);
      const unnamed = await page.evaluate(`[...document.querySelectorAll('input:not([type=hidden]), select')]
        .filter((field) => field.labels.length === 0 && !field.getAttribute('aria-label')).map((field) => field.outerHTML)`);
      expect({ path, unnamed }).toEqual({ path, unnamed: [] });
      const loose = await page.evaluate(`[...document.querySelectorAll('th:not([scope])')].length`);
      expect({ path, loose }).toEqual({ path, loose: 0 });
      expect(await page.locator('table:not(:has(caption))').count()).toBe(0);
    }
    await page.context().close();
  });
});

describe('by keyboard', () => {
  test('the first stop is the link past the navigation, and every stop can be seen', async () => {
    const page = await open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.goto(`${console_.url}/console/conversations`);
    for (let stop = 0; stop < 12; stop += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    }
    await page.context().close();
  });

  test('an event is put aside without a mouse', async () => {
    const page = await open();
    await page.goto(`${console_.url}/console/held`);
    await page.locator('summary', { hasText: 'Dismiss…' }).first().focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('The event is dismissed').waitFor();
    await page.getByText('Nothing is held.').waitFor();
    await page.context().close();
  });
});

test('without scripts every form works: sign-in, search, filters, the slider, an action', async () => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto(`${console_.url}/console/conversations`);
  await page.getByLabel('Reason').selectOption('invalid_phone');
  await page.getByRole('button', { name: 'Show' }).click();
  expect(page.url()).toContain('reason=invalid_phone');
  await page.getByRole('searchbox').fill(String(FIRST_CONVERSATION));
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Earlier' }).click();
  expect(page.url()).toContain('at=');
  await page.locator('summary', { hasText: 'Reprocess conversation…' }).click();
  await page.getByRole('button', { name: 'Reprocess conversation', exact: true }).click();
  await page
    .locator('.said', { hasText: 'Textback is fetching the conversation from Drift again' })
    .waitFor();
  await page.context().close();
});

/** Visible words that stand out from their ground by less than 4.5 to 1. */
async function faintText(page: Page): Promise<unknown> {
  return page.evaluate(`(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgba = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
    const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = (element) => { for (let at = element; at; at = at.parentElement) { const colour = rgba(getComputedStyle(at).backgroundColor); if (colour[3] === 255) return colour; } return [255, 255, 255]; };
    const faint = new Set();
    for (const element of document.querySelectorAll('body *')) {
      const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
      if (!words || element.closest('.sr-only, .skip, script, [hidden], option') || element.getClientRects().length === 0) continue;
      const style = getComputedStyle(element);
      const [a, b] = [light(rgba(element instanceof SVGElement ? style.fill : style.color)), light(ground(element))].sort((x, y) => y - x);
      const contrast = (a + 0.05) / (b + 0.05);
      if (contrast < 4.5) faint.add(element.tagName + '.' + element.getAttribute('class') + ' ' + contrast.toFixed(2) + ' ' + element.textContent.trim().slice(0, 30));
    }
    return [...faint];
  })()`);
}
