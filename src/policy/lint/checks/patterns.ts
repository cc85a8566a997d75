import type { Finding } from '../../../core/finding.ts';
import { compilePattern } from '../../../core/pattern.ts';
import type { PolicySet } from '../../../core/policy.ts';
import type { Registry } from '../../../core/registry.ts';
import type { SchemaPart } from '../../../core/resource.ts';
import { t } from '../../../core/text.ts';
import { unslashed } from '../../expressions/slashed.ts';

/** KAPA015: expressions over text that the engine of the probes does not take, by the fields of format `regex`. */
export async function checkPatterns(set: PolicySet, registry: Registry): Promise<readonly Finding[]> {
  const types = new Map(registry.probes.map((type) => [type.type, type]));
  const findings: Finding[] = [];
  for (const { type, spec, locate } of set.probes)
    for (const field of fieldsOfPatterns(types.get(type)?.schema)) {
      const expression = (spec as Readonly<Record<string, unknown>> | undefined)?.[field];
      if (typeof expression !== 'string') continue;
      const compiled = await compilePattern(expression);
      if ('fault' in compiled)
        findings.push({
          id: 'KAPA015',
          severity: 'error',
          place: locate([field]),
          message: t('policy.pattern', { fault: compiled.fault }),
          cure: t('policy.pattern_cure'),
        });
      const meant = unslashed(expression, '+');
      if (!('fault' in compiled) && meant !== undefined)
        findings.push({
          id: 'KAPA015',
          severity: 'warning',
          place: locate([field]),
          message: t('policy.slashes', { written: expression }),
          cure: t('expression.write', { meant: `'${meant.replaceAll("'", "''")}'` }),
        });
    }
  return findings;
}

function fieldsOfPatterns(schema: SchemaPart | undefined): readonly string[] {
  const { properties = {} } = (schema ?? {}) as {
    readonly properties?: Readonly<Record<string, { readonly format?: unknown }>>;
  };
  return Object.keys(properties).filter((name) => properties[name]?.format === 'regex');
}
