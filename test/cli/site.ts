import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { assembleHealth, type HealthSetup } from '../../src/app/health/assemble.ts';
import type { PolicySet } from '../../src/core/policy.ts';
import type { AnyProbeType } from '../../src/core/probe.ts';
import type { AnyRemedyType } from '../../src/core/remedy.ts';
import { t } from '../../src/core/text.ts';
import { appendLog, beginPass, poll, openHost, openRecords } from '../../src/host/index.ts';
import { serviceFor } from '../../src/packs/index.ts';
import { expression, toyRule } from '../health/toys.ts';
import { http } from '../../src/packs/network/probes/http.ts';

const locate = toyRule().item.locate;
let backend: ChildProcess | undefined;

/** Ends the backend, as a crash would. */
export function killBackend(): void {
  backend?.kill('SIGKILL');
}

/** Starts a backend on a port, 0 for any; answers with the port. */
export async function startBackend(port: number): Promise<number> {
  const program = `require('node:http').createServer((q, r) => r.end('ok')).listen(${port}, '127.0.0.1', function () { console.log(this.address().port); });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
  backend = child;
  return new Promise((resolve) => {
    child.stdout.once('data', (chunk: Buffer) => {
      resolve(Number(chunk.toString()));
    });
  });
}

/** A site that is measured and a remedy that starts it: the smallest real thing to watch. */
export function setupOver(port: number, folder: string): HealthSetup {
  const { host } = openHost({ root: '/' });
  const site: AnyProbeType = {
    ...http,
    async measure(_spec, { instruments }) {
      const url = `http://127.0.0.1:${port}/`;
      const answer = await instruments.request({ url, timeout: 1, verify: false, most: 0 });
      return {
        fields: {
          ok: answer.outcome === 'answered',
          status: answer.outcome === 'answered' ? answer.status : 0,
        },
      };
    },
  };
  const start: AnyRemedyType = {
    type: 'pm2_restart',
    summary: '',
    schema: {},
    example: '',
    kills: false,
    told: 'restarted',
    target: () => 'pm2:kapa-backend',
    async act() {
      await startBackend(port);
      return { outcome: 'done', summary: t('health.none_yet') };
    },
  };
  const rule = toyRule(
    { name: 'Site is down', when: 'backend.ok == false', every: 1, do: [{ type: 'pm2_restart', spec: {} }] },
    {
      when: expression((fields) => fields['ok'] === false),
      compared: { probe: 'backend', field: 'ok' },
    },
  );
  const set: PolicySet = {
    sources: [],
    settings: {
      backups: { placement: 'beside', keep: 5 },
      notify: { channels: [], repeatEvery: 3600, unknownAfter: 1800 },
      concurrency: 8,
    },
    vars: {},
    thresholds: {},
    resources: [],
    groups: [{ name: 'health', log: { file: join(folder, 'kapa_health.log'), locale: 'es' } }],
    probes: [{ name: 'backend', policy: 'health', type: 'http', spec: {}, locate }],
    rules: [rule.item],
  };
  const refuse = (): never => {
    throw new Error('not here');
  };
  return assembleHealth({
    set,
    rules: [rule],
    groups: undefined,
    host,
    records: openRecords(join(folder, 'state')),
    spare: openRecords(join(folder, 'spare')),
    findProbeType: () => site,
    remedyTypes: [start],
    packs: [],
    appendLog,
    poll,
    instruments: () => beginPass(host),
    remedyContext: { service: serviceFor, pm2: refuse, exchange: refuse, apply: refuse, notify: refuse },
    tell: () => Promise.resolve([]),
    observer: { happened: () => undefined, checked: () => Promise.resolve([]) },
  });
}
