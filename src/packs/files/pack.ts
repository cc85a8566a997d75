import type { Pack } from '../../core/pack.ts';
import { directory } from './directory.ts';
import { file } from './file.ts';
import { symlink } from './symlink.ts';

/** Files, folders and links. */
export const filesPack: Pack = { name: 'files', resources: [directory, file, symlink] };
