import type { Backend, Proposal } from '../../core/found.ts';

/** Parts of a proposal for what runs at a port. */
export interface KeptProposal extends Pick<Proposal, 'rank' | 'about'> {
  /** The same in Spanish, where it is no name. */
  readonly es?: string;
  /** Remedies, the mildest first. */
  readonly remedies: readonly Readonly<Record<string, unknown>>[];
}

/** Probe that asks a backend past the web server, and the rule that it answers. */
export function proposeAnswer(
  backend: Backend,
  { rank, about, es = about, remedies }: KeptProposal,
): Proposal {
  const answer = probeName(backend, 'answer');
  return {
    rank,
    about,
    probes: { [answer]: { http: { url: backend.url, timeout: '2s' } } },
    rules: [
      proposedRule({
        name: `${about} answers at port ${backend.port}`,
        es: `${es} responde en el puerto ${backend.port}`,
        when: `${answer}.failing`,
        for: '2 checks',
        do: remedies,
      }),
    ],
  };
}

/** Rule that nobody but a named program holds the port of a backend, by its probe `port`. */
export function proposeHolder(
  backend: Backend,
  name: string,
  restart: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return proposedRule({
    name: `Only ${name} holds port ${backend.port}`,
    es: `Solo ${name} ocupa el puerto ${backend.port}`,
    when: `${probeName(backend, 'port')}.foreign`,
    do: [{ kill_port_holder: { port: backend.port, grace: '5s' } }, restart],
  });
}

/** A rule that only tells people, for a backend of which no more is known than its port. */
export function proposeForPort(backend: Backend): Proposal {
  const [site = ''] = backend.sites;
  return proposeAnswer(backend, {
    rank: 0,
    about: `The backend of ${site}`,
    es: `El backend de ${site}`,
    remedies: [],
  });
}

/** Name of a probe of a backend, unique among all policies. */
export function probeName({ port }: Backend, what: string): string {
  return `backend_${port}_${what}`;
}

/** A rule as the shipped policies have them: tried three times an hour at most. */
export function proposedRule({
  name,
  es,
  when,
  for: during,
  do: remedies,
}: {
  readonly name: string;
  readonly es: string;
  readonly when: string;
  readonly for?: string;
  readonly do: readonly Readonly<Record<string, unknown>>[];
}): Readonly<Record<string, unknown>> {
  return {
    name,
    names: { es },
    when,
    ...(during === undefined ? {} : { for: during }),
    ...(remedies.length === 0
      ? {}
      : {
          do: remedies,
          verify: { within: '30s' },
          cooldown: '5m',
          limit: { times: 3, within: '1h', then: 'back_off' },
        }),
  };
}
