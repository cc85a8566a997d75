import type { Reader, ServiceState } from '../../core/reader.ts';
import { absent, present, type Reading } from '../../core/reading.ts';
import { isFileStep, placeOf, type Effect, type Step } from '../../core/step.ts';
import { keepingViews } from './kept-views.ts';
import { layOver } from './overlay.ts';
import { filesThrough } from './overlay-reader.ts';
import { takeFileStep, type Taken } from './take-file-step.ts';

/** The host as it will be when the steps that were put in are done; the host itself is only read. */
export interface Projection {
  readonly reader: Reader;
  /**
   * Takes a step in, and returns it with the place that its path leads to. Unreadable: the step cannot be done, or the
   * writer would refuse it for a link on the way, and the projection is as before.
   */
  take(step: Step): Promise<Reading<Taken>>;
}

/** A view of the host that starts out as the host is. */
export function project(base: Reader): Projection {
  const overlay = layOver(base);
  const crontabs = new Map<string, Uint8Array | null>();
  const services = new Map<string, Partial<ServiceState>>();
  /** Places that steps have changed, in order: views have to know of them. */
  const changed: string[] = [];

  const reader: Reader = {
    root: base.root,
    live: base.live,
    ...(base.settings === undefined ? {} : { settings: base.settings }),
    ...filesThrough(overlay, base),
    isGuarded: (path) => base.isGuarded(path),
    account: (name) => base.account(name),
    accountOf: (uid) => base.accountOf(uid),
    group: (name) => base.group(name),
    async crontab(user) {
      const planned = crontabs.get(user);
      if (planned === undefined) return base.crontab(user);
      return planned === null ? absent : present(planned);
    },
    async service(name) {
      const planned = services.get(name);
      const now = await base.service(name);
      if (planned === undefined || now.state !== 'present') return now;
      return present({ ...now.value, ...planned });
    },
    pm2: (user, home) => base.pm2(user, home),
    pm2Saved: (user, home) => base.pm2Saved(user, home),
    pm2Folder: (user) => base.pm2Folder(user),
    query: (argv, options) => base.query(argv, options),
    views: keepingViews(base, changed),
  };

  return {
    reader,
    async take(step) {
      if (isFileStep(step)) {
        const taken = await takeFileStep(step, overlay, base);
        if (taken.state === 'present' && isFileStep(taken.value.step))
          changed.push(placeOf(taken.value.step));
        return taken;
      }
      if (step.do === 'crontab') crontabs.set(step.user, step.content);
      if (step.do === 'service')
        services.set(step.service, { ...services.get(step.service), ...stateAfter(step.effect) });
      return present({ step });
    },
  };
}

function stateAfter(effect: Effect): Partial<ServiceState> {
  switch (effect) {
    case 'start':
    case 'restart':
      return { running: true };
    case 'stop':
      return { running: false };
    case 'enable':
      return { enabled: true };
    case 'disable':
      return { enabled: false };
    case 'reload':
    case 'daemon_reload':
      return {};
  }
}
