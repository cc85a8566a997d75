import type { Reader } from '../../core/reader.ts';
import { absent, present } from '../../core/reading.ts';
import { reveal } from '../../core/secret.ts';
import type { Overlay } from './overlay.ts';

/** Reading of files through an overlay: as they will be. */
export function filesThrough(
  overlay: Overlay,
  base: Reader,
): Pick<Reader, 'stat' | 'read' | 'examine' | 'list' | 'readlink' | 'resolve'> {
  return {
    async stat(path) {
      if (overlay.isEmpty()) return base.stat(path);
      const place = await overlay.walk(path, false);
      return place.state === 'present' ? overlay.statAt(place.value) : place;
    },
    async read(path, most) {
      if (overlay.isEmpty()) return base.read(path, most);
      const place = await overlay.walk(path, true);
      if (place.state !== 'present') return place;
      const { node } = place.value;
      if (node?.kind === 'absent') return absent;
      if (node?.kind === 'file' && node.content !== undefined) return present(reveal(node.content));
      if (place.value.opaque) return absent;
      return base.read(place.value.path, most);
    },
    async examine(path, most) {
      if (overlay.isEmpty()) return base.examine(path, most);
      const place = await overlay.walk(path, false);
      if (place.state !== 'present') return place;
      const { node } = place.value;
      if (node === undefined) return place.value.opaque ? absent : base.examine(place.value.path, most);
      const stat = await overlay.statAt(place.value);
      if (stat.state !== 'present') return stat;
      if (node.kind !== 'file') return present({ stat: stat.value, content: undefined });
      if (node.content !== undefined) return present({ stat: stat.value, content: reveal(node.content) });
      const below = await base.examine(place.value.path, most);
      return below.state === 'present' ? present({ ...below.value, stat: stat.value }) : below;
    },
    list: (path) => overlay.list(path),
    async readlink(path) {
      if (overlay.isEmpty()) return base.readlink(path);
      const place = await overlay.walk(path, false);
      if (place.state !== 'present') return place;
      const { node } = place.value;
      if (node === undefined) return place.value.opaque ? absent : base.readlink(place.value.path);
      if (node.kind === 'absent') return absent;
      return node.kind === 'link' ? present(node.to) : base.readlink(place.value.path);
    },
    async resolve(path) {
      if (overlay.isEmpty()) return base.resolve(path);
      const place = await overlay.walk(path, true);
      if (place.state !== 'present') return place;
      const stat = await overlay.statAt(place.value);
      return stat.state === 'present' ? present(place.value.path) : stat;
    },
  };
}
