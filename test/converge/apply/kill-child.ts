// A process that applies, or recovers, and kills itself at a deed: `node kill-child.mjs ROOT apply|doomed|recover N`.
import { applyPlan, recover } from '../../../src/converge/index.ts';
import { t } from '../../../src/core/text.ts';
import { withFaults } from '../faults.ts';
import { openFixture } from '../fixture.ts';
import { everything } from '../world.ts';

const [root = '', mode = '', at = '0'] = process.argv.slice(2);
const fixture = openFixture(root);
const request = fixture.request(
  everything('10'),
  mode === 'doomed' ? { confirm: async () => async () => t('engine.no_reason') } : {},
);
const faulty = withFaults(request, (number, _, half) => {
  if (number !== Number(at)) return;
  if (number % 2 === 0) half();
  process.kill(process.pid, 'SIGKILL');
});
if (mode === 'recover') await recover(faulty);
else await applyPlan({ ...request, ...faulty });
process.stdout.write(`${faulty.deeds()}\n`);
