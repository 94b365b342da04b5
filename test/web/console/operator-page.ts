import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** Opens the console and signs in; what the browser complains of goes into `complaints`. */
export async function openConsole(
  browser: Browser,
  consoleUrl: string,
  {
    token,
    complaints = [],
    ...options
  }: BrowserContextOptions & { readonly token: string; readonly complaints?: string[] },
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(consoleUrl);
  await page.getByLabel('Your name').fill('Nadia (on call)');
  await page.getByLabel('Admin token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  return page;
}

/** Looks for a conversation, a contact or a number. */
export async function search(page: Page, words: string): Promise<void> {
  await page.getByRole('searchbox').fill(words);
  await page.getByRole('button', { name: 'Find' }).click();
}

/** Opens a button that asks once more, and says yes. */
export async function confirm(page: Page, label: string, yes: string): Promise<void> {
  await page.locator('summary', { hasText: label }).first().click();
  await page.getByRole('button', { name: yes, exact: true }).first().click();
  await page.locator('.said').waitFor();
}
