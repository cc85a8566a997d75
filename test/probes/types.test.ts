import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { probeTypes } from '../../src/probes/index.ts';
import { remedyTypes } from '../../src/remedies/index.ts';
import { measure } from './host.ts';
import { apache } from '../../src/probes/apache.ts';
import { command } from '../../src/probes/command.ts';
import { disk } from '../../src/probes/disk.ts';
import { fileAge } from '../../src/probes/file_age.ts';
import { http } from '../../src/probes/http.ts';
import { load } from '../../src/probes/load.ts';
import { processes } from '../../src/probes/processes.ts';
import { privateApache } from '../apache/server.ts';

const ajv = new Ajv2020({ strict: false, formats: { regex: true } });

test.each(probeTypes.map((type) => [type.type, type] as const))(
  'the example of %s is valid',
  (name, type) => {
    const [item] = Object.values(parse(type.example) as Record<string, Record<string, unknown>>);
    expect(ajv.validate(type.schema, item?.[name]), ajv.errorsText()).toBe(true);
  },
);

test.each(remedyTypes.map((type) => [type.type, type] as const))(
  'the example of %s is valid',
  (name, type) => {
    const [item] = parse(type.example) as Record<string, unknown>[];
    expect(ajv.validate(type.schema, item?.[name]), ajv.errorsText()).toBe(true);
    expect(type.target(item?.[name])).not.toBe('');
  },
);

test('a real Apache: from /proc and from its status page', async () => {
  const server = await privateApache();
  try {
    server.configure('ExtendedStatus On\n<Location /server-status>\nSetHandler server-status\n</Location>\n');
    server.launch();
    const plain = await measure(apache, { confdir: server.confdir });
    expect(plain).toMatchObject({ fields: { running: true, max_workers: 6 } });
    const url = `http://127.0.0.1:${server.port}/server-status`;
    const paged = await measure(apache, { confdir: server.confdir, url });
    expect(paged).toMatchObject({ fields: { running: true, busy: 1 } });
    if ('fields' in paged) expect(paged.fields['memory']).toBeGreaterThan(1e6);
    expect(
      await measure(http, { url: `http://127.0.0.1:${server.port}/`, expect: { body: 'one' } }),
    ).toMatchObject({
      fields: { ok: true, status: 200, error: '' },
    });
    expect(await measure(http, { url: `http://127.0.0.1:${server.port}/none` })).toMatchObject({
      fields: { failing: true, status: 404, error: 'status' },
    });
  } finally {
    server.remove();
  }
});

test('what could not be told is unknown; what is a fact is told', async () => {
  expect(await measure(http, { url: 'http://no-such-name.invalid/' })).toHaveProperty('unknown');
  expect(await measure(http, { url: 'http://127.0.0.1:1/' })).toMatchObject({
    fields: { failing: true, error: 'ECONNREFUSED' },
  });
  expect(await measure(command, { argv: ['/no/such/program'] })).toHaveProperty('unknown');
  expect(await measure(command, { argv: ['echo', '42'] })).toMatchObject({
    fields: { exit_status: 0, value: 42 },
  });
  expect(await measure(fileAge, { path: '/no/such/file' })).toEqual({ fields: { exists: false } });
  expect(await measure(disk, { path: '/no/such/folder' })).toHaveProperty('unknown');
  expect(await measure(disk, { path: '/' })).toHaveProperty('fields.used');
  expect(await measure(load, {})).toHaveProperty('fields.per_cpu');
  const node = await measure(processes, { program: 'node' });
  if ('fields' in node) expect(node.fields['count']).toBeGreaterThan(0);
  expect(await measure(processes, { program: 'no-such-program' })).toMatchObject({
    fields: { count: 0, memory: 0 },
  });
});
