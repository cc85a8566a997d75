import { expect, test } from 'vitest';
import { absent, present, unreadable } from '../../../../src/core/reading.ts';
import { converged } from '../../../../src/core/resource.ts';
import { t } from '../../../../src/core/text.ts';
import { service } from '../../../../src/packs/systemd/resources/service.ts';

const both = { name: 'apache2', running: true, enabled: true };
const now = (running: boolean | undefined, enabled: boolean | undefined) => ({
  live: true,
  found: present({ running, enabled }),
});

test('what differs is set, and nothing else', () => {
  expect(service.diff(both, now(true, true))).toEqual(converged);
  expect(service.diff(both, now(false, true)).steps).toEqual([
    { do: 'service', service: 'apache2', effect: 'start' },
  ]);
  expect(service.diff({ name: 'apache2', running: false, enabled: false }, now(true, true)).steps).toEqual([
    { do: 'service', service: 'apache2', effect: 'disable' },
    { do: 'service', service: 'apache2', effect: 'stop' },
  ]);
});

test('what could not be told is unknown, and only if it is declared', () => {
  expect(service.diff(both, now(undefined, true))).toMatchObject({ action: 'unknown' });
  expect(service.diff({ name: 'apache2', enabled: true }, now(undefined, true))).toEqual(converged);
  const found = unreadable(t('engine.no_reason'));
  expect(service.diff(both, { live: true, found })).toMatchObject({ action: 'unknown' });
});

test('a service that is not there can only be unwanted', () => {
  expect(service.diff(both, { live: true, found: absent })).toMatchObject({ action: 'unknown' });
  expect(service.diff({ name: 'x', running: false }, { live: true, found: absent })).toEqual(converged);
});

test('below a root services are not touched', () => {
  expect(service.diff(both, { ...now(false, false), live: false })).toEqual(converged);
});
