import { expect, test } from 'vitest';
import { openHost } from '../../../src/host/index.ts';
import { serviceFor } from '../../../src/packs/index.ts';

const { host } = openHost({ root: '/' });

test('asking how Apache stands ends: the service does not ask itself for ever', async () => {
  const state = await serviceFor('apache2').state(host);
  expect(state.state).toBe('present');
});

test('a service that nobody knows is absent, not down', async () => {
  expect(await host.service('kapa-no-such-service')).toEqual({ state: 'absent' });
});

test('below a root nobody can tell', async () => {
  const below = openHost({ root: '/tmp' });
  expect((await below.host.service('cron')).state).toBe('unreadable');
});
