import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patient } from '../../patient.ts';
import { fillRecords, writePolicies } from './records.ts';

// The report in a real browser. It stands with the booted hosts since it needs one: Debian's Chromium.

const project = resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'kapa-page-'));
const days = 90;
let browser: Browser;
let policies: string;
let made: {
  readonly status: number | null;
  readonly err: string;
  readonly seconds: number;
  readonly megabytes: number;
};
const file = join(folder, 'report.html');

beforeAll(async () => {
  policies = writePolicies(folder);
  fillRecords(join(folder, 'state'), days, Date.now());
  made = report(['--since', `${days}d`, '--format', 'html', '-o', file]);
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}, 300_000);
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

function report(args: readonly string[], env: Readonly<Record<string, string>> = {}): typeof made {
  const { status, stderr } = spawnSync(
    '/usr/bin/time',
    [
      ...['-f', 'took %U %S %M', process.execPath, join(project, 'dist/kapa.cjs'), 'report', policies],
      ...['--state-dir', join(folder, 'state'), ...args],
    ],
    { encoding: 'utf8', env: { ...process.env, ...env } },
  );
  const [, user = '', system = '', kilobytes = ''] = /^took (\S+) (\S+) (\d+)$/mu.exec(stderr) ?? [];
  return { status, err: stderr, seconds: Number(user) + Number(system), megabytes: Number(kilobytes) / 1024 };
}

/** The page as a visitor has it, with all that it asks for and says on the console. */
async function opened(
  options: Parameters<Browser['newContext']>[0],
  path = file,
): Promise<{ readonly page: Page; readonly requests: readonly string[]; readonly said: readonly string[] }> {
  const context = await browser.newContext({ offline: true, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('dialog', (dialog) => {
    said.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(pathToFileURL(path).href);
  return { page, requests, said };
}

test(`${days} days of samples each three minutes: a page in two seconds, 150 MB and 1 MB`, () => {
  expect(made.status, made.err).toBe(0);
  expect(made.seconds).toBeLessThan(patient(2));
  expect(made.megabytes).toBeLessThan(150);
  expect(statSync(file).size).toBeLessThan(1_000_000);
});

test.each([
  ['in light', { colorScheme: 'light' }],
  ['in dark', { colorScheme: 'dark' }],
  ['on a telephone', { colorScheme: 'light', viewport: { width: 320, height: 640 } }],
] as const)(
  '%s: one file, no request, no word on the console, nothing that axe finds',
  async (_, options) => {
    const { page, requests, said } = await opened({ ...options, bypassCSP: true });
    const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
      `${axe.source}\naxe.run()`,
    );
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    expect(requests).toEqual([pathToFileURL(file).href]);
    expect(await page.textContent('body')).toContain('What was changed in the policies');
    expect(said).toEqual([]);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
    await page.context().close();
  },
);

test('its own policy lets nothing run and nothing be asked for', async () => {
  const { page, said } = await opened({});
  const run = await page.evaluate<boolean>(`(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    return window.ran === true;
  })()`);
  expect(run).toBe(false);
  expect(said.join('\n')).toMatch(/Content Security Policy/iu);
  await page.context().close();
});

test('it prints on pages of paper', async () => {
  const { page } = await opened({});
  const pdf = await page.pdf({ format: 'A4' });
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/gu)?.length ?? 0;
  expect(pages).toBeGreaterThan(1);
  expect(pages).toBeLessThan(40);
  await page.context().close();
});

test('the picture in the documents is of this page', async () => {
  const { page } = await opened({ colorScheme: 'light', viewport: { width: 1000, height: 1400 } });
  const picture = await page.screenshot({ type: 'png' });
  if (process.env['REPORT_WRITE'] !== undefined)
    await page.screenshot({ type: 'png', path: join(project, 'docs/report.png') });
  expect(picture.length).toBeGreaterThan(20_000);
  expect(statSync(join(project, 'docs/report.png')).size).toBeGreaterThan(20_000);
  await page.context().close();
});
