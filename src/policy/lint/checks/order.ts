import type { Finding } from '../../../core/finding.ts';
import { findingAt } from '../../../core/lint-check.ts';
import type { ResourceItem } from '../../../core/policy.ts';
import { t } from '../../../core/text.ts';
import type { Check } from './subject.ts';
import { withoutEnd } from '../../../core/ends.ts';

/** KAPA018: resources that require each other, or themselves, have no order. */
export const circleOfRequires: Check = function* circleOfRequires({ set }) {
  const items = new Map(set.resources.map((item) => [item.name, item]));
  const done = new Set<string>();
  for (const first of set.resources) {
    if (done.has(first.name)) continue;
    const open: { readonly item: ResourceItem; next: number }[] = [{ item: first, next: 0 }];
    const places = new Map([[first.name, 0]]);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const wanted = top.item.requires[top.next];
      if (wanted === undefined) {
        done.add(top.item.name);
        open.pop();
        places.delete(top.item.name);
        continue;
      }
      top.next += 1;
      const begun = places.get(wanted);
      if (begun !== undefined)
        yield circle(top.item, top.next - 1, [...open.slice(begun).map(({ item }) => item.name), wanted]);
      const item = items.get(wanted);
      if (begun !== undefined || item === undefined || done.has(wanted)) continue;
      places.set(wanted, open.length);
      open.push({ item, next: 0 });
    }
  }
};

function circle(item: ResourceItem, index: number, names: readonly string[]): Finding {
  return findingAt(item, ['requires', index], 'value', {
    id: 'KAPA018',
    severity: 'error',
    message:
      names.length === 2
        ? t('lint.requires_itself', { name: item.name })
        : t('lint.requires_circle', { circle: names.join(' → ') }),
    cure: t('lint.requires_circle_cure'),
  });
}

/** KAPA022: what a resource requires is left out, since its `when` does not hold. */
export const requiresLeftOut: Check<'warning'> = function* requiresLeftOut({ set, elsewhere }) {
  const leftOut = new Set(elsewhere.map(({ name }) => name));
  for (const item of set.resources)
    for (const [index, name] of item.requires.entries())
      if (leftOut.has(name))
        yield findingAt(item, ['requires', index], 'value', {
          id: 'KAPA022',
          severity: 'warning',
          message: t('lint.requires_left_out', { name }),
          cure: t('lint.requires_left_out_cure'),
        });
};

/** KAPA021: something below a folder that is declared absent, or below a file. */
export const belowAbsent: Check = function* belowAbsent({ set }) {
  const pathOf = ({ spec }: ResourceItem): string | undefined => {
    const { path } = spec as { readonly path?: unknown };
    return typeof path === 'string' ? withoutEnd(path, '/') : undefined;
  };
  const stateOf = ({ spec }: ResourceItem): unknown => (spec as { readonly state?: unknown }).state;
  const above = new Map<string, { readonly item: ResourceItem; readonly is: 'absent' | 'file' }>();
  for (const item of set.resources) {
    const path = pathOf(item);
    if (path === undefined) continue;
    if (stateOf(item) === 'absent' && item.type === 'directory') above.set(path, { item, is: 'absent' });
    else if (stateOf(item) !== 'absent' && 'content' in (item.spec as object))
      above.set(path, { item, is: 'file' });
  }
  if (above.size === 0) return;
  for (const item of set.resources) {
    const path = pathOf(item);
    if (path === undefined || stateOf(item) === 'absent') continue;
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      const other = above.get(folder);
      if (other === undefined || (other.item.perhaps ?? item.perhaps) !== undefined) continue;
      yield findingAt(item, ['path'], 'value', {
        id: 'KAPA021',
        severity: 'error',
        message:
          other.is === 'absent'
            ? t('lint.below_absent', { folder, other: other.item.name })
            : t('lint.below_file', { file: folder, other: other.item.name }),
        cure: other.is === 'absent' ? t('lint.below_absent_cure') : t('lint.below_file_cure'),
      });
      break;
    }
  }
};
