import { t, type Text } from '../../../core/text.ts';
import { hostsIn } from '../config/hosts.ts';
import { placeInFiles, type LoadedSection } from '../config/reading.ts';
import { hostsBefore, namesOf } from '../config/serving.ts';
import { loadedSectionOf, type FileView } from '../config/view.ts';

/** Notes for the operator on a virtual host whose requests Apache gives to another. */
export function reviewHost(
  { loaded, isLoaded }: FileView,
  host: LoadedSection | undefined,
  wanted: { readonly server_name?: string; readonly port?: number } = {},
): readonly Text[] {
  if (loaded === undefined || !isLoaded || loaded.refused !== undefined || host === undefined) return [];
  const name = wanted.server_name?.toLowerCase() ?? namesOf(host)[0];
  if (name !== undefined && /[*?]/u.test(name)) return [];
  const [before] = hostsBefore(loaded, host, name, wanted.port);
  if (before === undefined) return [];
  const told = { address: before.address, place: placeInFiles(before.host) };
  return [name === undefined ? t('apache.host_not_first', told) : t('apache.host_behind', { ...told, name })];
}

/** Such notes on all hosts of a file. */
export function reviewHosts(view: FileView): readonly Text[] {
  return hostsIn(view).flatMap(({ node }) => reviewHost(view, loadedSectionOf(view, node)));
}
