import { expect, test } from 'vitest';
import { applyPlan, findOpenTransaction } from '../../../src/converge/index.ts';
import { Crash, crashAt, failAt, withFaults } from '../faults.ts';
import { everything, lookAt, makeWorld, oldAndNew, recoverWorld } from '../world.ts';
import { Failure } from '../../../src/core/failure.ts';
import { t } from '../../../src/core/text.ts';
import type { Fixture } from '../fixture.ts';

const doom = { confirm: async () => async () => t('engine.no_reason') };

async function countDeeds(doomed: boolean): Promise<number> {
  const fixture = makeWorld('toy');
  const request = fixture.request(everything('10'), doomed ? doom : {});
  const counted = withFaults(request, () => undefined);
  await applyPlan({ ...request, ...counted });
  fixture.remove();
  return counted.deeds();
}

test('the world of the fault tests uses every kind of step', async () => {
  const worlds = await oldAndNew(() => makeWorld('toy'), everything('10'));
  expect(worlds.new).not.toEqual(worlds.old);
  expect(await countDeeds(false)).toBeGreaterThan(30);
});

test('an error at any deed leaves the host as it was, and nothing open', async () => {
  const worlds = await oldAndNew(() => makeWorld('toy'), everything('10'));
  const deeds = await countDeeds(false);
  for (let at = 1; at <= deeds; at += 1) {
    const fixture = makeWorld('toy');
    const request = fixture.request(everything('10'));
    const faulty = withFaults(request, failAt(at));
    // Before anything has begun the trouble is thrown; after that an apply ends with an outcome.
    const outcome = await applyPlan({ ...request, ...faulty }).then(
      (result) => result.outcome,
      () => 'not begun',
    );
    const { tree, backups } = lookAt(fixture);
    expect(['converged', 'rolled_back', 'not begun']).toContain(outcome);
    expect(tree, `${outcome} after an error at deed ${at}`).toEqual(
      outcome === 'converged' ? worlds.new : worlds.old,
    );
    if (outcome !== 'converged') expect(backups).toEqual([]);
    await recoverWorld(fixture);
    expect(findOpenTransaction(fixture.store)).toBeUndefined();
    expect(lookAt(fixture).tree).toEqual(tree);
    fixture.remove();
  }
});

test('an error at any deed of an apply that has to be undone leaves the host as it was, and nothing open', async () => {
  const worlds = await oldAndNew(() => makeWorld('toy'), everything('10'));
  const deeds = await countDeeds(true);
  for (let at = 1; at <= deeds; at += 1) {
    const fixture = makeWorld('toy');
    const request = fixture.request(everything('10'), doom);
    const fail = failAt(at);
    // A service that cannot be told of its old configuration is a matter of its own.
    const faulty = withFaults(request, (deed, what, half) => {
      if (!what.startsWith('reload ')) fail(deed, what, half);
    });
    const applying = applyPlan({ ...request, ...faulty });
    await applying.catch((error: unknown) => expect(error).toBeInstanceOf(Failure));
    await recoverWorld(fixture);
    expect(lookAt(fixture), `error at deed ${at}`).toEqual({ tree: worlds.old, backups: [] });
    expect(findOpenTransaction(fixture.store), `error at deed ${at}`).toBeUndefined();
    fixture.remove();
  }
});

test.each([
  { doomed: false, torn: false },
  { doomed: false, torn: true },
  { doomed: true, torn: false },
  { doomed: true, torn: true },
])('a crash at any deed is recovered (undoing: $doomed, torn line: $torn)', async ({ doomed, torn }) => {
  const worlds = await oldAndNew(() => makeWorld('toy'), everything('10'));
  const deeds = await countDeeds(doomed);
  for (let at = 1; at <= deeds; at += 1) {
    const fixture = makeWorld('toy');
    const request = fixture.request(everything('10'), doomed ? doom : {});
    await expect(applyPlan({ ...request, ...withFaults(request, crashAt(at, torn)) })).rejects.toThrow(Crash);
    await recoverWorld(fixture);
    judge(fixture, worlds, `crash at deed ${at}`);
    fixture.remove();
  }
});

test('a crash at any deed of a recovery is recovered as well', async () => {
  const worlds = await oldAndNew(() => makeWorld('toy'), everything('10'));
  const deeds = await countDeeds(true);
  for (let at = 5; at <= deeds; at += 11)
    for (let again = 1; again <= 40; again += 5) {
      const fixture = makeWorld('toy');
      const request = fixture.request(everything('10'), doom);
      await expect(applyPlan({ ...request, ...withFaults(request, crashAt(at, false)) })).rejects.toThrow(
        Crash,
      );
      const faulty = withFaults(request, crashAt(again, again % 2 === 0));
      await recoverWorld({ ...fixture, request: () => ({ ...request, ...faulty }) }).catch(
        (error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        },
      );
      await recoverWorld(fixture);
      judge(fixture, worlds, `crash at deed ${at}, then at ${again} of the recovery`);
      fixture.remove();
    }
});

test('undone in part, on disks that take no more records, is not finished: the record that all was good had got there', async () => {
  const worlds = await oldAndNew(() => makeWorld('toy'), everything('10'));
  const fixture = makeWorld('toy');
  const request = fixture.request(everything('10'));
  const { host, store } = request;
  let broken = false;
  const orBroken = <Args extends readonly unknown[], Result>(deed: (...args: Args) => Result) => {
    return (...args: Args): Result => {
      if (broken) throw new Failure(t('engine.no_reason'));
      return deed(...args);
    };
  };
  const result = await applyPlan({
    ...request,
    host: { ...host, carryOut: orBroken(host.carryOut) },
    store: {
      ...store,
      write: orBroken(store.write),
      remove: orBroken(store.remove),
      append: orBroken((name: string, content: Uint8Array | string) => {
        store.append(name, content);
        broken = String(content).includes('"verified"');
        if (broken) throw new Failure(t('engine.no_reason'));
      }),
    },
  });
  expect(result.outcome).toBe('rollback_incomplete');
  await recoverWorld(fixture);
  judge(fixture, worlds, 'recovered');
  fixture.remove();
});

test('after a recovery the next apply goes through, and the one after that changes nothing', async () => {
  const fixture = makeWorld('toy');
  const worlds = await oldAndNew(() => makeWorld('toy'), everything('10'));
  const request = fixture.request(everything('10'));
  await expect(applyPlan({ ...request, ...withFaults(request, crashAt(20, true)) })).rejects.toThrow(Crash);
  const result = await applyPlan(request);
  expect(result).toMatchObject({ outcome: 'converged', changed: true });
  expect(result.notes).toHaveLength(1);
  expect(lookAt(fixture).tree).toEqual(worlds.new);
  expect(await applyPlan(request)).toMatchObject({ outcome: 'converged', changed: false });
  fixture.remove();
});

function judge(fixture: Fixture, worlds: { readonly old: object; readonly new: object }, what: string): void {
  const { tree, backups } = lookAt(fixture);
  const settled = isNew(tree, worlds.new);
  expect(tree, what).toEqual(settled ? worlds.new : worlds.old);
  if (!settled) expect(backups, what).toEqual([]);
  expect(findOpenTransaction(fixture.store), what).toBeUndefined();
}

function isNew(tree: object, wanted: object): boolean {
  return JSON.stringify(tree) === JSON.stringify(wanted);
}
