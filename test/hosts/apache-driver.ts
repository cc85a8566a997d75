import { absent } from '../../src/core/reading.ts';
import type { Effect } from '../../src/core/step.ts';
import { render } from '../../src/core/text.ts';
import { openHost } from '../../src/host/index.ts';
import { debian } from '../../src/packs/apache/facts/layout.ts';
import { apacheService } from '../../src/packs/apache/service/service.ts';

/** Runs inside a test host: carries one effect on Apache out and prints how it ended. */
const { host } = openHost({ root: '/', service: async () => absent });
const service = apacheService(debian);
const effect = process.argv[2] as Effect;
const began = performance.now();
const outcome = await service.perform(effect, host);
const state = await service.state(host);
process.stdout.write(
  JSON.stringify({
    ok: outcome.ok,
    down: outcome.ok ? undefined : outcome.down,
    said: outcome.ok ? outcome.note && render(outcome.note, 'en') : render(outcome.reason, 'en'),
    running: state.state === 'present' ? state.value.running : undefined,
    seconds: (performance.now() - began) / 1000,
  }),
);
