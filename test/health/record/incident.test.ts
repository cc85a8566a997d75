import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readIncident } from '../../../src/health/index.ts';
import {
  beginIncident,
  collectParts,
  nextIncident,
  retainIncidents,
  saveEvidence,
} from '../../../src/health/record/incident.ts';
import { temporaryRecords } from '../toys.ts';
import { patient } from '../../patient.ts';

function begin(records: ReturnType<typeof temporaryRecords>): string {
  const incident = nextIncident(records);
  beginIncident(records, {
    incident,
    at: 0,
    rule: 'r',
    group: 'g',
    remedy: 'x',
    target: 'y',
    measurements: {},
  });
  return incident;
}

describe('evidence', () => {
  test('a part that fails or hangs costs only itself', async () => {
    const began = performance.now();
    const parts = await collectParts([
      { name: 'a', collect: () => Promise.reject(new Error('EACCES')) },
      { name: 'b', collect: () => new Promise(() => undefined) },
      { name: 'c', collect: () => Promise.resolve('fine') },
    ]);
    expect(parts.map(({ text }) => text.trim())).toEqual(['(EACCES)', '(no answer within 3 s)', 'fine']);
    expect(performance.now() - began).toBeLessThan(patient(4500));
  });

  test('keeps the end of what is too long', () => {
    const records = temporaryRecords();
    const incident = begin(records);
    saveEvidence(records, incident, [{ name: 'log', text: `${'x'.repeat(1e6)}the end` }], []);
    const text = readIncident(records, incident)?.files.find(({ name }) => name === 'log')?.text ?? '';
    expect(text.length).toBeLessThan(300_000);
    expect(text.endsWith('the end')).toBe(true);
  });

  test('is bounded in number, age and size, and the newest stays', () => {
    const records = temporaryRecords();
    for (let n = 0; n < 60; n += 1) begin(records);
    utimesSync(join(records.path, 'incidents/55/incident.json'), 0, 0);
    retainIncidents(records, Date.now());
    const kept = records.list('incidents').map(({ name }) => Number(name));
    expect(Math.min(...kept)).toBe(11);
    expect(kept).not.toContain(55);
    for (let n = 0; n < 3; n += 1) records.write(`incidents/60/${n}`, new Uint8Array(30 * 1024 * 1024));
    retainIncidents(records, Date.now());
    expect(records.list('incidents').map(({ name }) => name)).toEqual(['60']);
    expect(nextIncident(records)).toBe('61');
  });

  test('a number that is none reads nothing', () => {
    const records = temporaryRecords();
    records.write('secret/incident.json', '{}');
    expect(readIncident(records, '../secret')).toBeUndefined();
    expect(readIncident(records, '9')).toBeUndefined();
  });
});
