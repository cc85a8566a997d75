import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import type { PlannedFile } from '../../../src/core/plan.ts';
import type { ResourceItem } from '../../../src/core/policy.ts';
import type { AnyResourceType } from '../../../src/core/resource.ts';
import { render } from '../../../src/core/text.ts';
import { isLoadedFolder } from '../../../src/converge/apply/backups.ts';
import { blame, lineLeftAlone } from '../../../src/converge/plan/blame.ts';
import { mergeEffects } from '../../../src/converge/plan/effects.ts';
import { inOrder } from '../../../src/converge/plan/order.ts';
import { item } from '../toys.ts';

const type = {
  type: 'owner',
  owns: ({ owns }: { owns: string }) => [owns],
  after: ({ after }: { after?: string }) => (after === undefined ? [] : [after]),
} as unknown as AnyResourceType;

const order = (items: readonly ResourceItem[]): readonly string[] =>
  inOrder(items, () => type).map(({ name }) => name);

test('without reasons the order is as written', () => {
  expect(order([item('b', 'owner', { owns: 'file:/b' }), item('a', 'owner', { owns: 'file:/a' })])).toEqual([
    'b',
    'a',
  ]);
});

test('folders, owners that a type names, and requires come first', () => {
  const items = [
    item('page', 'owner', { owns: 'file:/srv/www/page' }, { requires: ['last'] }),
    item('site', 'owner', { owns: 'apache:site:x', after: 'apache:module:ssl' }),
    item('folder', 'owner', { owns: 'file:/srv/www' }),
    item('module', 'owner', { owns: 'apache:module:ssl' }),
    item('last', 'owner', { owns: 'file:/last' }),
  ];
  expect(order(items)).toEqual(['folder', 'last', 'page', 'module', 'site']);
});

test('a cycle is a failure that names its members', () => {
  const items = [
    item('a', 'owner', { owns: 'file:/a' }, { requires: ['b'] }),
    item('b', 'owner', { owns: 'file:/b' }, { requires: ['a'] }),
  ];
  try {
    order(items);
    expect.unreachable();
  } catch (error) {
    expect(error instanceof Failure && render(error.text, 'en')).toContain('a → b → a');
  }
});

test('a chain of ten thousand requires is no trouble', () => {
  const items = Array.from({ length: 10_000 }, (_, n) =>
    item(`r${n}`, 'owner', { owns: `file:/${n}` }, { requires: n === 9999 ? [] : [`r${n + 1}`] }),
  );
  expect(order(items)[0]).toBe('r9999');
});

test.each([
  [['reload', 'restart'], ['restart']],
  [['restart', 'reload'], ['restart']],
  [['reload', 'start'], ['start']],
  [['restart', 'stop'], ['stop']],
  [
    ['start', 'enable', 'daemon_reload'],
    ['daemon_reload', 'enable', 'start'],
  ],
] as const)('effects %j become %j', (asked, expected) => {
  const merged = mergeEffects(asked.map((effect, n) => ({ service: 'apache2', effect, because: [`r${n}`] })));
  expect(merged.map(({ effect }) => effect)).toEqual(expected);
  if (expected.length === 1) expect(merged[0]?.because).toEqual(['r0', 'r1']);
});

test.each([
  ['AH00526: Syntax error on line 2 of /etc/x.conf:\nInvalid', 'proxy'],
  ['/etc/x.conf:1: bad', 'tokens'],
  ['error: /etc/x.conf line 2 is bad', 'proxy'],
])('%s is blamed on the resource that declares a word of the line', (message, expected) => {
  const file: PlannedFile = {
    path: '/etc/x.conf',
    before: null,
    after: new TextEncoder().encode('ServerTokens Prod\nProxyTimeout soon\n'),
    secret: false,
    because: ['tokens', 'proxy'],
  };
  const items = [
    item('tokens', 'apache_directives', { set: { ServerTokens: 'Prod' } }),
    item('proxy', 'apache_proxy', { directives: { ProxyTimeout: 'soon' } }),
  ];
  expect(blame(message, [file], items)?.resource).toBe(expected);
  expect(blame('elsewhere', [file], items)).toBeUndefined();
});

describe('a syntax error that was there before the plan', () => {
  const file: PlannedFile = {
    path: '/etc/x.conf',
    before: new TextEncoder().encode('Tpyo on\nProxyTimeout 60\n'),
    after: new TextEncoder().encode('Tpyo on\nProxyTimeout soon\n'),
    secret: false,
    because: ['proxy'],
  };
  const proxy = item('proxy', 'apache_proxy', { directives: { ProxyTimeout: 'soon' } });

  test.each(['/etc/x.conf', '/srv/image/etc/x.conf'])('accuses no resource: %s', (path) => {
    const message = `AH00526: Syntax error on line 1 of ${path}:\nInvalid command 'Tpyo'`;
    expect(blame(message, [file], [proxy])).toBeUndefined();
    expect(lineLeftAlone(message, [file], [proxy])).toEqual({ path, line: 1 });
  });

  test('is found through the lines that only lead to it', () => {
    const message = 'Syntax error on line 2 of /etc/x.conf: Syntax error on line 7 of /etc/y.conf: bad';
    expect(lineLeftAlone(message, [file], [proxy])).toEqual({ path: '/etc/y.conf', line: 7 });
  });

  test('accuses the resource that declares the whole file, and the plan for the lines that it writes', () => {
    const whole = item('proxy', 'file', { path: '/etc/x.conf', content: 'Tpyo on\nProxyTimeout soon\n' });
    expect(blame('line 1 of /etc/x.conf', [file], [whole])?.resource).toBe('proxy');
    expect(blame('line 2 of /etc/x.conf', [file], [proxy])?.resource).toBe('proxy');
    expect(lineLeftAlone('line 2 of /etc/x.conf', [file], [proxy])).toBeUndefined();
  });
});

test.each([
  ['/etc/cron.d', true],
  ['/etc/logrotate.d', true],
  ['/etc/cron.daily', true],
  ['/etc/apache2/sites-enabled', true],
  ['/etc/apache2/sites-available', false],
  ['/etc/apache2', false],
])('%s: every file in it is loaded: %s', (folder, loaded) => {
  expect(isLoadedFolder(folder)).toBe(loaded);
});
