import { expect, test } from 'vitest';
import { prove } from '../../../src/converge/plan/proof.ts';
import type { Plan, ProofCheck, Prover } from '../../../src/core/plan.ts';
import type { Reader } from '../../../src/core/reader.ts';
import type { PlanRequest } from '../../../src/converge/contract.ts';

const other =
  'AH00526: Syntax error on line 18 of /etc/apache2/le-ssl.conf: SSLCertificateKeyFile: file does not exist or is empty';

/** The proof of a plan that writes one file, whose check says something, with the rights of a plain user or root's. */
function proofOf(output: string, isLimited: boolean) {
  const check: ProofCheck = { argv: ['apache2ctl', '-t'], because: ['Mine'], exitStatus: 1, output };
  const prover: Prover = {
    isLimited,
    prove: (steps) =>
      Promise.resolve(
        steps.length === 0 ? { status: 'proven', checks: [] } : { status: 'failed', checks: [check] },
      ),
  };
  const after = new TextEncoder().encode('Nonsense on\n');
  const plan = {
    steps: [{ resource: 'Mine', step: { do: 'write', path: '/etc/apache2/mine.conf', content: after } }],
    effects: [{ service: 'apache2', effect: 'reload', because: ['Mine'] }],
    files: [{ path: '/etc/apache2/mine.conf', before: null, after, secret: false, resources: ['Mine'] }],
    resources: [],
  } as unknown as Omit<Plan, 'proof' | 'digest'>;
  const request = {
    prover,
    reader: new Proxy({}, { get: () => () => Promise.resolve({ state: 'absent' }) }),
    set: { settings: { backups: { placement: 'state', keep: 1 } } },
    service: () => ({ checks: () => Promise.resolve([['apache2ctl', '-t']]) }),
  } as unknown as PlanRequest;
  const reader = {
    resolve: (path: string) => Promise.resolve({ state: 'present', value: path }),
  } as unknown as Reader;
  return prove(plan, request, reader);
}

test('to a plain user a check that fails at what the plan does not write is not proven, not failed', async () => {
  expect((await proofOf(other, true)).status).toBe('not_proven');
  expect((await proofOf(other, false)).status).toBe('failed');
});
